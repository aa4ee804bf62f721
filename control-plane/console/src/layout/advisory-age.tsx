// How old the newest advisory is: what is published later cannot be found yet.
import { useOperation } from '../api/use-operation.ts';
import { RelativeTime } from '../components/relative-time.tsx';

export function AdvisoryAge() {
  const advisories = useOperation('GET /api/advisories', {}).data?.data;
  if (advisories === undefined) return null;
  if (advisories.newestModifiedAt === undefined) {
    return <span className="small muted">No advisories imported</span>;
  }
  return (
    <span className="small muted">
      Newest advisory <RelativeTime at={advisories.newestModifiedAt} />
    </span>
  );
}
