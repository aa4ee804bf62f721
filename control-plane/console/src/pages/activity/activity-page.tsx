// What is being done and what was done: jobs with their reason and attempt, those that died with a way to run again.

import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { FilterSelect } from '../../components/filter-select.tsx';
import { NothingMatches } from '../../components/nothing-matches.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Pager } from '../../components/pager.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useRegistryNames } from '../../components/use-registry-names.ts';
import { changedSearch } from '../../search-change.ts';
import { BulkActions } from './bulk-actions.tsx';
import { JobsTable } from './jobs-table.tsx';
import './activity.css';

const route = getRouteApi('/activity');
const states = ['queued', 'assigned', 'running', 'succeeded', 'failed', 'cancelled', 'dead'];
const kinds = ['probe', 'sync', 'scan'];

export function ActivityPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const registries = useRegistryNames();
  const query = { ...search, limit: 50 } as RequestOf<'GET /api/jobs'>['query'] & object;
  const jobs = useOperation('GET /api/jobs', { query }, { keepPrevious: true });
  const isFiltered = [search.state, search.kind, search.registry].some(
    (each) => each !== undefined,
  );
  const narrow = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => changedSearch(before, change) });
  return (
    <>
      <PageHead
        title="Activity"
        note="Jobs, newest first: probes test, syncs list, scans look inside"
      />
      {jobs.isError ? (
        <FailureNotice
          error={jobs.error}
          what="The jobs could not be read."
          retry={() => void jobs.refetch()}
        />
      ) : null}
      <section className="panel" aria-label="Jobs">
        <search className="panel-head filters" aria-label="Filter jobs">
          <FilterSelect
            label="State"
            value={search.state}
            options={[['', 'All'], ...states.map((each) => [each, each] as const)]}
            onChange={(state) => narrow({ state })}
          />
          <FilterSelect
            label="Kind"
            value={search.kind}
            options={[['', 'All'], ...kinds.map((each) => [each, each] as const)]}
            onChange={(kind) => narrow({ kind })}
          />
          <FilterSelect
            label="Registry"
            value={search.registry}
            options={[['', 'All'], ...registries]}
            onChange={(registry) => narrow({ registry })}
          />
          <span className="spread" />
          <BulkActions filter={search} registries={registries} />
        </search>
        {jobs.isPending ? <Skeleton lines={8} label="Loading jobs …" /> : null}
        {jobs.data?.data.length === 0 ? <NoJob isFiltered={isFiltered} /> : null}
        {jobs.data === undefined || jobs.data.data.length === 0 ? null : (
          <>
            <JobsTable jobs={jobs.data.data} registries={registries} />
            <Pager
              meta={jobs.data.meta}
              what="jobs"
              onPage={(page) => void navigate({ search: (before) => ({ ...before, page }) })}
            />
          </>
        )}
      </section>
    </>
  );
}

function NoJob({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <NothingMatches title="No job fits" to="/activity">
        No job of today or of the days that are kept matches these filters.
      </NothingMatches>
    );
  }
  return (
    <EmptyState title="No job here">
      Jobs come from the schedule, from pushes and from people. Sync a registry to start one.
    </EmptyState>
  );
}
