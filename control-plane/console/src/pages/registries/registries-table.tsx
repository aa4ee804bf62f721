// One row for each registry.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { HealthBar } from '../../components/health-bar.tsx';
import { ProviderMark } from '../../components/provider-mark.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { SyncButton } from '../../components/sync-button.tsx';

type Registry = RowOf<'GET /api/registries'>;

export function RegistriesTable({ registries }: { readonly registries: readonly Registry[] }) {
  if (registries.length === 0) {
    return <p className="panel-body muted">No registry matches. Clear the filter to see all.</p>;
  }
  return (
    <div className="scroll">
      <table className="registries">
        <thead>
          <tr>
            <th scope="col">Registry</th>
            <th scope="col">Status</th>
            <th scope="col">Last 20 syncs</th>
            <th scope="col">Read by</th>
            <th scope="col" className="end">
              Images
            </th>
            <th scope="col">Last sync</th>
            <th scope="col">Next</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {registries.map((registry) => (
            <RegistryRow key={registry.id} registry={registry} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RegistryRow({ registry }: { readonly registry: Registry }) {
  const [condition] = registry.conditions;
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
            <span className="muted tiny mono">{registry.url.replace(/^https:\/\//, '')}</span>
          </span>
        </span>
      </td>
      <td>
        <StatusPill status={registry.status} />
        {condition === undefined ? null : (
          <div className="tiny muted" title={condition.firstCheck}>
            {condition.code}
          </div>
        )}
      </td>
      <td>
        <HealthBar syncs={registry.recentSyncs} health={registry.health} />
      </td>
      <td data-label="Read by">{registry.scanMethod === 'cloud' ? 'this server' : 'a sensor'}</td>
      <td className="end number" data-label="Images">
        {images?.toLocaleString('en') ?? '–'}
      </td>
      <td data-label="Last sync">
        {registry.lastSyncAt === null ? '–' : <RelativeTime at={registry.lastSyncAt} />}
      </td>
      <td data-label="Next">
        {registry.nextSyncAt === null ? (
          <span className="muted">{registry.schedule === 'on_push' ? 'on push' : 'by hand'}</span>
        ) : (
          <RelativeTime at={registry.nextSyncAt} />
        )}
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
