// Every registry connected: how it does, since when, and what comes next.
import { getRouteApi } from '@tanstack/react-router';
import { useAllRegistries } from '../../api/use-all-rows.ts';
import { ConnectLink } from '../../components/connect-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { NothingMatches } from '../../components/nothing-matches.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { RoleNote } from '../../components/role-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { RegistriesFilter } from './registries-filter.tsx';
import { RegistriesTable } from './registries-table.tsx';
import { useRunningSyncs } from './use-running-syncs.ts';
import './registries.css';

const route = getRouteApi('/registries');

export function RegistriesPage() {
  const { status, method, text = '' } = route.useSearch();
  const registries = useAllRegistries();
  const all = registries.data ?? [];
  const syncs = useRunningSyncs(all.some(({ status: each }) => each === 'SYNCING'));
  const wanted = text.toLowerCase();
  const shown = all.filter(
    (registry) =>
      (status === undefined || registry.status === status) &&
      (method === undefined || registry.scanMethod === method) &&
      `${registry.name} ${registry.url}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <PageHead
        title="Registries"
        note="Connections to registries, each read from here or by a sensor near it"
        actions={<ConnectLink />}
      />
      {registries.isError && registries.data === undefined ? (
        <FailureNotice
          error={registries.error}
          what="The registries could not be read."
          retry={() => void registries.refetch()}
        />
      ) : null}
      <section className="panel" aria-label="Registries">
        {registries.isPending ? <Skeleton lines={6} label="Loading registries …" /> : null}
        {registries.isSuccess && all.length === 0 ? <NoRegistry /> : null}
        {all.length === 0 ? null : (
          <>
            <RegistriesFilter registries={all} shown={shown.length} />
            <RoleNote needs="developer" what="Starting a sync" reach="registry" />
            {shown.length === 0 ? (
              <NothingMatches title="No registry fits" to="/registries">
                None of yours matches these filters.
              </NothingMatches>
            ) : (
              <RegistriesTable registries={shown} syncs={syncs} />
            )}
          </>
        )}
      </section>
    </>
  );
}

function NoRegistry() {
  return (
    <EmptyState title="No registry is connected" action={<ConnectLink />}>
      Paste the address of a registry and the rest follows: its kind is detected, the connection is
      tested before anything is saved, and the first sync starts by itself.
    </EmptyState>
  );
}
