// What stands below the status of a registry: how far its sync is, what is wrong with it, or what it waits for.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { BreakableText } from '../../components/breakable-text.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { ownConditions } from '../../components/own-conditions.ts';

export function StatusNote({
  registry,
  sync,
}: {
  readonly registry: RowOf<'GET /api/registries'>;
  /** Under way. */
  readonly sync: RowOf<'GET /api/jobs'> | undefined;
}) {
  const [condition] = ownConditions(registry);
  if (registry.status === 'SYNCING' && sync !== undefined) return <JobProgress job={sync} />;
  const waiting = waitingWords(registry);
  if (waiting !== undefined) {
    return (
      <div
        className="tiny muted"
        title={condition === undefined ? undefined : `First check: ${condition.firstCheck}`}
      >
        {waiting}
      </div>
    );
  }
  if (condition !== undefined) {
    return (
      <div className="tiny muted mono" title={`First check: ${condition.firstCheck}`}>
        <BreakableText kind="code" text={condition.code} />
      </div>
    );
  }
  return null;
}

function waitingWords({
  status,
  scanMethod,
  recentSyncs,
  pausedAt,
}: RowOf<'GET /api/registries'>): string | undefined {
  if (pausedAt !== null) return 'paused';
  if (status !== 'DISCONNECTED') return undefined;
  if (recentSyncs.length > 0) return 'its sensor is not heard';
  return scanMethod === 'sensor' ? 'waiting for the first heartbeat' : 'waiting for its first sync';
}
