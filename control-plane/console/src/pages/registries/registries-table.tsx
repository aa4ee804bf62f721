// One row for each registry.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { BreakableText } from '../../components/breakable-text.tsx';
import { HealthBar } from '../../components/health-bar.tsx';
import { ProviderMark } from '../../components/provider-mark.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { totalOf } from '../../components/severity.ts';
import { SeverityBar } from '../../components/severity-bar.tsx';
import { SeverityCountsLine } from '../../components/severity-counts.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { SyncButton } from '../../components/sync-button.tsx';
import { methodWords } from './method-words.ts';
import { StatusNote } from './status-note.tsx';

type Registry = RowOf<'GET /api/registries'>;

export function RegistriesTable({
  registries,
  syncs,
}: {
  readonly registries: readonly Registry[];
  /** Those under way, by the registry each is of. */
  readonly syncs: ReadonlyMap<string, RowOf<'GET /api/jobs'>>;
}) {
  const most = Math.max(1, ...registries.map(({ openFindings }) => totalOf(openFindings)));
  return (
    <div className="scroll">
      <table className="registries">
        <thead>
          <tr>
            <th scope="col">Registry</th>
            <th scope="col">Status</th>
            <th scope="col">Last 20 syncs</th>
            <th scope="col" className="end">
              Images
            </th>
            <th scope="col" className="registry-findings">
              Open findings
            </th>
            <th scope="col">Last sync</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {registries.map((registry) => (
            <RegistryRow
              key={registry.id}
              registry={registry}
              sync={syncs.get(registry.id)}
              most={most}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RegistryRow({
  registry,
  sync,
  most,
}: {
  readonly registry: Registry;
  readonly sync: RowOf<'GET /api/jobs'> | undefined;
  readonly most: number;
}) {
  const images = registry.recentSyncs.findLast((sync) => sync.outcome === 'succeeded')?.digests;
  return (
    <tr>
      <td>
        <span className="registry-name">
          <ProviderMark provider={registry.provider} />
          <span className="stack-tight">
            <Link to="/registries/$id" params={{ id: registry.id }} className="name">
              {registry.name}
            </Link>
            <span className="muted tiny">
              <span className="mono">
                <BreakableText kind="address" text={registry.url.replace(/^https:\/\//, '')} />
              </span>{' '}
              · read by {methodWords[registry.scanMethod]}
            </span>
          </span>
        </span>
      </td>
      <td>
        <StatusPill status={registry.status} />
        <StatusNote registry={registry} sync={sync} />
      </td>
      <td>
        <HealthBar syncs={registry.recentSyncs} health={registry.health} />
        <div className="tiny muted number">
          {registry.health === null ? 'no sync yet' : `health ${registry.health}`}
        </div>
      </td>
      <td className="end number" data-label="Images">
        {images === undefined ? (
          '–'
        ) : (
          <Link className="quiet-link" to="/images" search={{ registry: registry.id }}>
            {images.toLocaleString('en')}
            <span className="visually-hidden"> images of {registry.name}</span>
          </Link>
        )}
      </td>
      <td className="registry-findings" data-label="Open findings">
        {images === undefined && totalOf(registry.openFindings) === 0 ? (
          <span className="muted">–</span>
        ) : (
          <OpenFindings registry={registry} most={most} />
        )}
      </td>
      <td data-label="Last sync">
        {registry.lastSyncAt === null ? (
          <span className="muted">never</span>
        ) : (
          <RelativeTime at={registry.lastSyncAt} />
        )}
        <div className="tiny muted nowrap">
          next{' '}
          {registry.nextSyncAt === null ? (
            nextWords(registry)
          ) : (
            <RelativeTime at={registry.nextSyncAt} />
          )}
        </div>
      </td>
      <td className="end">
        <SyncButton
          registryId={registry.id}
          name={registry.name}
          isSyncing={registry.status === 'SYNCING'}
        />
      </td>
    </tr>
  );
}

function OpenFindings({
  registry: { id, name, openFindings },
  most,
}: {
  readonly registry: Registry;
  readonly most: number;
}) {
  if (totalOf(openFindings) === 0) return <span className="muted small">none open</span>;
  return (
    <Link className="stack-tight" to="/findings" search={{ by: 'place', registry: id }}>
      <SeverityBar counts={openFindings} most={most} />
      <SeverityCountsLine counts={openFindings} />
      <span className="visually-hidden"> open in {name}</span>
    </Link>
  );
}

/** What starts the next sync where no time does. */
function nextWords({ schedule, pausedAt, status }: Registry): string {
  if (pausedAt !== null) return 'once resumed';
  if (schedule === 'on_push') return 'on a push';
  if (schedule === 'manual') return 'by hand';
  return status === 'SYNCING' ? 'after this one' : 'with its sensor';
}
