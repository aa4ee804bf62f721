// Where a list of findings is empty, which is not the same as clean.
import { EmptyState } from '../../components/empty-state.tsx';

export function NoFinding() {
  return (
    <EmptyState title="No finding here">
      Either nothing matches the filter, or what was scanned so far is clean. Coverage on the
      overview says how much was scanned.
    </EmptyState>
  );
}
