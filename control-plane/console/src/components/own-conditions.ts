// What is true of one registry besides its status. That the advisories are old or missing is said once for all, above
// the page; it stands here only where it is why the registry is in error.
import type { RowOf } from '@harborguard/client/operation-types.ts';

type Registry = Pick<RowOf<'GET /api/registries'>, 'status' | 'conditions'>;

const saidForAll: readonly string[] = ['ADVISORIES_STALE', 'ADVISORIES_MISSING'];

export function ownConditions({ status, conditions }: Registry): Registry['conditions'] {
  return conditions.filter(
    ({ code }, index) => !saidForAll.includes(code) || (status === 'ERROR' && index === 0),
  );
}
