// Findings in their place: what is open where, since when, and which version fixes it.

import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Pager } from '../../components/pager.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import type { FindingListQuery } from './finding-list-query.ts';
import { FindingsTable } from './findings-table.tsx';
import { NoFinding } from './no-finding.tsx';

const route = getRouteApi('/findings');
const pageSize = 50;

export function PlacesList({ query }: { readonly query: FindingListQuery }) {
  const { sort, page } = route.useSearch();
  const navigate = route.useNavigate();
  const findings = useOperation(
    'GET /api/findings',
    {
      query: { ...query, sort, page, limit: pageSize } as RequestOf<'GET /api/findings'>['query'] &
        object,
    },
    { keepPrevious: true },
  );
  if (findings.isPending) return <Skeleton lines={10} label="Loading findings …" />;
  if (findings.isError) {
    return (
      <FailureNotice
        error={findings.error}
        what="The findings could not be read."
        retry={() => void findings.refetch()}
      />
    );
  }
  const { data, meta } = findings.data;
  if (data.length === 0) return <NoFinding query={query} by="place" />;
  return (
    <>
      <FindingsTable findings={data} />
      <Pager
        meta={meta}
        what="findings"
        onPage={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
      />
    </>
  );
}
