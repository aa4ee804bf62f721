// Findings summed by advisory, across images.
import { getRouteApi } from '@tanstack/react-router';
import type { RequestOf } from '../../api/call.ts';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Pager } from '../../components/pager.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { AdvisoriesTable } from './advisories-table.tsx';
import type { FindingListQuery } from './finding-list-query.ts';
import { NoFinding } from './no-finding.tsx';

const route = getRouteApi('/findings');
const pageSize = 50;

type Query = RequestOf<'GET /api/findings/by-advisory'>['query'] & object;

export function AdvisoriesList({ query }: { readonly query: FindingListQuery }) {
  const { sort, page } = route.useSearch();
  const navigate = route.useNavigate();
  const groups = useOperation(
    'GET /api/findings/by-advisory',
    { query: { ...query, sort, page, limit: pageSize } as Query },
    { keepPrevious: true },
  );
  if (groups.isPending) return <Skeleton lines={10} label="Loading advisories …" />;
  if (groups.isError) {
    return (
      <FailureNotice
        error={groups.error}
        what="The advisories could not be read."
        retry={() => void groups.refetch()}
      />
    );
  }
  const { data, meta } = groups.data;
  if (data.length === 0) return <NoFinding />;
  return (
    <>
      <AdvisoriesTable groups={data} />
      <Pager
        meta={meta}
        what="advisories"
        onPage={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
      />
    </>
  );
}
