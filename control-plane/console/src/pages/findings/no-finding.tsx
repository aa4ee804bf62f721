// Where a list of findings is empty, which is not the same as clean.
import { EmptyState } from '../../components/empty-state.tsx';
import { NothingMatches } from '../../components/nothing-matches.tsx';
import type { FindingListQuery } from './finding-list-query.ts';

export function NoFinding({
  query,
  by,
}: {
  readonly query: FindingListQuery;
  readonly by: 'place' | undefined;
}) {
  if (Object.values(query).some((value) => value !== undefined)) {
    return (
      <NothingMatches
        title="No finding fits"
        to="/findings"
        search={by === undefined ? {} : { by }}
      >
        Nothing that was found in your images matches these filters.
      </NothingMatches>
    );
  }
  return (
    <EmptyState title="No finding here">
      What was scanned so far is clean. Coverage on the overview says how much was scanned.
    </EmptyState>
  );
}
