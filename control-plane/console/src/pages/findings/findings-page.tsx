// Findings in their place, followed over time: what is open where, since when, and which version fixes it.
import { getRouteApi } from '@tanstack/react-router';
import type { RequestOf } from '../../api/call.ts';
import { useOperation } from '../../api/use-operation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Pager } from '../../components/pager.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { FindingsFilter } from './findings-filter.tsx';
import { FindingsTable } from './findings-table.tsx';
import './findings.css';

const route = getRouteApi('/findings');
const pageSize = 50;

export function FindingsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = { ...search, limit: pageSize } as RequestOf<'GET /api/findings'>['query'] & object;
  const findings = useOperation('GET /api/findings', { query }, { keepPrevious: true });
  const page = findings.data;
  return (
    <>
      <PageHead
        title="Findings"
        note="Advisories that apply to packages of your images, each counted once for every tag that shows it"
      />
      {findings.isError ? (
        <FailureNotice
          error={findings.error}
          what="The findings could not be read."
          retry={() => void findings.refetch()}
        />
      ) : null}
      <section className="panel" aria-label="Findings">
        <FindingsFilter />
        {findings.isPending ? <Skeleton lines={10} label="Loading findings …" /> : null}
        {page?.data.length === 0 ? (
          <EmptyState title="No finding here">
            Either nothing matches the filter, or what was scanned so far is clean. Coverage on the
            overview says how much was scanned.
          </EmptyState>
        ) : null}
        {page === undefined || page.data.length === 0 ? null : (
          <>
            <FindingsTable findings={page.data} />
            <Pager
              meta={page.meta}
              what="findings"
              onPage={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
            />
          </>
        )}
      </section>
    </>
  );
}
