// Says that it is not known who is looking: what depends on their role is missing from the page until it is.
import { useOperation } from '../api/use-operation.ts';
import { FailureNotice } from '../components/failure-notice.tsx';

export function CallerNotice() {
  const me = useOperation('GET /api/me', {});
  if (!me.isError || me.data !== undefined) return null;
  return (
    <FailureNotice
      error={me.error}
      what="What you may do could not be read, so that much of this page is missing."
      retry={() => void me.refetch()}
    />
  );
}
