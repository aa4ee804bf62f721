// Says on every page that the advisories have grown old or were never imported: then silence means little.
import { Link, useRouterState } from '@tanstack/react-router';
import { useOperation } from '../api/use-operation.ts';
import { counted } from '../components/counted.ts';
import { useNow } from '../time/use-now.ts';

const dayMs = 86_400_000;

export function AdvisoryBanner() {
  const now = useNow();
  const advisories = useOperation('GET /api/advisories', {}).data?.data;
  const path = useRouterState({ select: (state) => state.location.pathname });
  // The overview says it among what needs attention.
  if (advisories === undefined || advisories.state === 'current' || path === '/') return null;
  return (
    <div className="notice banner" data-tone="warn" role="status">
      <p>
        {advisories.state === 'missing' ? (
          <>
            <b>No advisories are imported.</b> Nothing can be found without them.{' '}
          </>
        ) : (
          <>
            <b>The advisories are {ageWords(advisories.newestModifiedAt, now)}.</b> What was
            published since is not found yet.{' '}
          </>
        )}
        <Link to="/settings" search={{ tab: 'advisories' }} className="link">
          Look at the advisories
        </Link>
      </p>
    </div>
  );
}

function ageWords(newestModifiedAt: string | undefined, now: number): string {
  if (newestModifiedAt === undefined) return 'old';
  const days = Math.floor((now - Date.parse(newestModifiedAt)) / dayMs);
  return days < 1 ? 'old' : `${counted(days, 'day')} old`;
}
