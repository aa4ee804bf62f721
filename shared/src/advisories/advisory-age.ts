// How old advisories are, and from when on people are warned. The age is that of the newest record, however recently
// the file was built.
import type { AdvisoryDescription } from './advisory-query.ts';

/** Older than this and what was published since matters more than what is shown. */
export const advisoriesStaleAfterMs = 72 * 60 * 60 * 1000;

export interface AdvisoryAge {
  readonly hours: number;
  readonly isStale: boolean;
}

export function advisoryAge(
  description: Pick<AdvisoryDescription, 'newestModifiedAtMs'>,
  nowMs: number,
): AdvisoryAge {
  // A clock that is behind makes the records look as if they came from the future.
  const ageMs = Math.max(0, nowMs - description.newestModifiedAtMs);
  return { hours: Math.floor(ageMs / 3_600_000), isStale: ageMs > advisoriesStaleAfterMs };
}
