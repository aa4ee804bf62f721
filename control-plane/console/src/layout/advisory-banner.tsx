// Says on every page that the advisories have grown old: until they are renewed, silence means little.
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
  if (advisories?.state !== 'stale' || path === '/') return null;
  const { newestModifiedAt } = advisories;
  const days =
    newestModifiedAt === undefined ? 0 : Math.floor((now - Date.parse(newestModifiedAt)) / dayMs);
  return (
    <div className="notice banner" data-tone="warn" role="status">
      <p>
        <b>The advisories are {days < 1 ? 'old' : `${counted(days, 'day')} old`}.</b> What was
        published since is not found yet.{' '}
        <Link to="/settings" search={{ tab: 'advisories' }} className="link">
          Look at the advisories
        </Link>
      </p>
    </div>
  );
}
