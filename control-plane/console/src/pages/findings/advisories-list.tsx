// Findings summed by advisory, across images.

import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Pager } from '../../components/pager.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useCaller } from '../../components/use-caller.ts';
import { AcceptChosen } from './accept-chosen.tsx';
import { AdvisoriesTable } from './advisories-table.tsx';
import type { FindingListQuery } from './finding-list-query.ts';
import { NoFinding } from './no-finding.tsx';

const route = getRouteApi('/findings');
const pageSize = 50;

type Query = RequestOf<'GET /api/findings/by-advisory'>['query'] & object;

export function AdvisoriesList({ query }: { readonly query: FindingListQuery }) {
  const { sort, page } = route.useSearch();
  const navigate = route.useNavigate();
  const caller = useCaller();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
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
  if (data.length === 0) return <NoFinding query={query} by={undefined} />;
  const shown = data.map(({ advisoryId }) => advisoryId);
  const picked = shown.filter((id) => chosen.has(id));
  return (
    <>
      {picked.length === 0 ? null : (
        <AcceptChosen advisories={picked} onClear={() => setChosen(new Set())} />
      )}
      <AdvisoriesTable
        groups={data}
        chosen={caller.may('developer') ? chosen : undefined}
        onChoose={(id) => setChosen((before) => before.symmetricDifference(new Set([id])))}
      />
      <Pager
        meta={meta}
        what="advisories"
        onPage={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
      />
    </>
  );
}
