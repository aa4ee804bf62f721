// When the first of the syncs that failed in a row, up to now, began.
import type { DataOf } from '@harborguard/client/operation-types.ts';

/** Undefined where the last one succeeded, or there was none. */
export function failingSince(
  syncs: DataOf<'GET /api/registries/{id}'>['recentSyncs'],
): string | undefined {
  const lastGood = syncs.findLastIndex(({ outcome }) => outcome !== 'failed');
  return syncs[lastGood + 1]?.startedAt;
}
