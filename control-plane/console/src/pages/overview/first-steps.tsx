// An installation with nothing in it: the two steps that make it useful.
import { Link } from '@tanstack/react-router';
import { ConnectLink } from '../../components/connect-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';

export function FirstSteps({
  advisories,
}: {
  readonly advisories: 'current' | 'stale' | 'missing';
}) {
  return (
    <>
      {advisories === 'missing' ? (
        <div className="notice" data-tone="warn">
          <p>
            <b>No advisories are imported yet.</b> Images will be scanned, but nothing can be found
            in them.
          </p>
          <p className="small">
            <b>First check:</b> run{' '}
            <code className="mono">control-plane advisories import SOURCE</code> on the server, or{' '}
            <Link to="/settings" search={{ tab: 'advisories' }} className="link">
              update them here
            </Link>{' '}
            where an address to fetch them from is configured.
          </p>
        </div>
      ) : null}
      <section className="panel">
        <EmptyState title="Connect your first registry" action={<ConnectLink />}>
          A registry this server can reach is read from here. One inside another network is read by
          a sensor you run there: it only dials out, and its passwords never leave that network.
          Both take about two minutes.
        </EmptyState>
      </section>
    </>
  );
}
