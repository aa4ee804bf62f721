// Every place the advisory is found in: open ones, or those that were.

import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ExportMenu } from '../../components/export-menu.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { type FilterField, FilterFields } from '../../components/filter-fields.tsx';
import { Pager } from '../../components/pager.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useRegistryNames } from '../../components/use-registry-names.ts';
import { useNarrow } from '../../use-narrow.ts';
import { PlacesTable } from './places-table.tsx';

const route = getRouteApi('/advisories/$id');
type Search = ReturnType<typeof route.useSearch>;
const pageSize = 50;

const stateOptions = [
  ['', 'Open'],
  ['resolved', 'Resolved'],
  ['all', 'Open and resolved'],
] as const;

export function AdvisoryPlaces({ id }: { readonly id: string }) {
  const { page, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const registries = useRegistryNames();
  const narrow = useNarrow<Search>(navigate);
  const filter = { ...search, cve: id } as RequestOf<'GET /api/findings/export'>['query'] & object;
  const query = { ...filter, page, limit: pageSize } as RequestOf<'GET /api/findings'>['query'] &
    object;
  const findings = useOperation('GET /api/findings', { query }, { keepPrevious: true });
  const fields: readonly FilterField<keyof Search & string>[] = [
    { kind: 'text', name: 'repository', label: 'Repository', placeholder: 'payments/*' },
    { kind: 'choice', name: 'registry', label: 'Registry', options: [['', 'All'], ...registries] },
    { kind: 'choice', name: 'state', label: 'State', options: stateOptions },
  ];
  return (
    <Panel
      title="Where it is"
      note="each tag and platform that shows it"
      actions={<ExportMenu operation="GET /api/findings/export" what="findings" query={filter} />}
      flush
    >
      <FilterFields label="Filter places" fields={fields} values={search} narrow={narrow} />
      {findings.isPending ? <Skeleton lines={6} label="Loading where it is …" /> : null}
      {findings.isError ? (
        <FailureNotice
          error={findings.error}
          what="Where it is could not be read."
          retry={() => void findings.refetch()}
        />
      ) : null}
      {findings.data === undefined ? null : findings.data.data.length === 0 ? (
        <EmptyState title="Not found in your images">
          No image that was scanned so far shows it under this filter. What is not scanned yet, or
          has packages no advisories are known for, may still have it.
        </EmptyState>
      ) : (
        <>
          <PlacesTable findings={findings.data.data} />
          <Pager
            meta={findings.data.meta}
            what="places"
            onPage={(next) =>
              void navigate({ search: (before) => ({ ...before, page: next }), resetScroll: false })
            }
          />
        </>
      )}
    </Panel>
  );
}
