// The registries at a glance, those in error first.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { useAllRegistries } from '../../api/use-all-rows.ts';
import { ButtonLink } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { HealthBar } from '../../components/health-bar.tsx';
import { Panel } from '../../components/panel.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StatusPill } from '../../components/status-pill.tsx';

const shownMax = 6;
const order = ['ERROR', 'SYNCING', 'DISCONNECTED', 'CONNECTED'];

type Registry = RowOf<'GET /api/registries'>;

export function RegistriesPanel() {
  const answer = useAllRegistries();
  const registries = answer.data;
  const shown = [...(registries ?? [])]
    .sort((left, right) => order.indexOf(left.status) - order.indexOf(right.status))
    .slice(0, shownMax);
  return (
    <Panel
      title="Registries"
      actions={
        <ButtonLink to="/registries" kind="quiet" size="small">
          {`All ${registries?.length.toLocaleString('en') ?? ''}`}
        </ButtonLink>
      }
      flush
    >
      {answer.isError && registries === undefined ? (
        <FailureNotice
          error={answer.error}
          what="The registries could not be read."
          retry={() => void answer.refetch()}
        />
      ) : null}
      {answer.isPending ? <Skeleton lines={6} label="Loading registries …" /> : null}
      <ul className="registry-lines">
        {shown.map((registry) => (
          <li key={registry.id}>
            <Link className="registry-line" to="/registries/$id" params={{ id: registry.id }}>
              <span className="stack-tight">
                <span className="name">{registry.name}</span>
                <HealthBar syncs={registry.recentSyncs} health={registry.health} />
              </span>
              <span className="registry-line-end">
                <StatusPill status={registry.status} />
                <span className="tiny muted">
                  <SinceWords registry={registry} />
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** When it was last read whole; of one that was never, what it waits for. */
function SinceWords({ registry }: { readonly registry: Registry }) {
  const { lastSyncAt, recentSyncs, scanMethod } = registry;
  if (lastSyncAt !== null) {
    return (
      <>
        synced <RelativeTime at={lastSyncAt} />
      </>
    );
  }
  const failed = recentSyncs.at(-1);
  if (failed !== undefined) {
    return (
      <>
        failed <RelativeTime at={failed.startedAt} />
      </>
    );
  }
  return scanMethod === 'sensor' ? 'waiting for its sensor' : 'waiting for its first sync';
}
