// What stands in place of a page that failed. The rest of the console goes on.
import { FailureNotice } from '../components/failure-notice.tsx';
import { PageHead } from '../components/page-head.tsx';

export function PageFailure({
  error,
  reset,
}: {
  readonly error: unknown;
  readonly reset: () => void;
}) {
  return (
    <>
      <PageHead title="This page failed" />
      <FailureNotice error={error} what="The page could not be shown." retry={reset} />
    </>
  );
}
