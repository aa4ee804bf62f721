// How old the newest advisory is, the way to all there is to know of them: what is published later cannot be found yet.
import { Link } from '@tanstack/react-router';
import { useOperation } from '../api/use-operation.ts';
import { RelativeTime } from './relative-time.tsx';

export function AdvisoryAge() {
  const advisories = useOperation('GET /api/advisories', {}).data?.data;
  if (advisories === undefined) return null;
  return (
    <Link className="quiet-link small" to="/settings" search={{ tab: 'advisories' }}>
      {advisories.newestModifiedAt === undefined ? (
        'No advisories imported'
      ) : (
        <>
          Newest advisory <RelativeTime at={advisories.newestModifiedAt} />
        </>
      )}
    </Link>
  );
}
