// Where the base image ends in a history: a guess. Nearly every base closes with its CMD, so the last CMD before the
// image's own steps is taken for its end.
import type { HistoryEntry } from '@harborguard/shared/oci/parse-image-config.ts';

const command = /^(?:\/bin\/sh -c #\(nop\)\s+)?CMD\s/;

/** How many of the first steps seem to be of the base; 0 when nothing tells. */
export function baseSteps(history: readonly HistoryEntry[]): number {
  // The CMD of the image itself stands behind its last layer.
  const lastLayer = history.findLastIndex((step) => !step.emptyLayer);
  const own = history.slice(0, Math.max(lastLayer, 0));
  return own.findLastIndex((step) => step.emptyLayer && command.test(step.createdBy)) + 1;
}
