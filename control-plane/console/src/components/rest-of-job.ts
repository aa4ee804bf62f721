// An estimate of how long a job goes on: as fast as it went until now.

/** Earlier than this, what was done says little about what comes. */
const sayFromMs = 5_000;
const sayFromShare = 0.05;

export function restMs(
  { done, total }: { readonly done: number; readonly total?: number },
  ranMs: number,
): number | undefined {
  if (total === undefined || done <= 0 || done >= total) return undefined;
  if (ranMs < sayFromMs || done / total < sayFromShare) return undefined;
  return (ranMs / done) * (total - done);
}
