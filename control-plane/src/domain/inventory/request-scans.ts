// Asks for the scans that images need, in the transaction that made them known.
import type { Stores } from '../unit-of-work.ts';
import type { FactContext, ScanQueue } from './fact-sink.ts';
import type { ImageRecord } from './inventory-store.ts';
import { needsScan } from './scan-need.ts';

/** Below everything a person or a push asked for. */
const foundScanPriorityMax = 10;
const foundScanPriorityMin = 1;

/** The first of every repository comes before the second of any: 10, 9, 8, 8, 7, 7, 7, 7, 6 … */
function priorityAt(position: number): number {
  const steps = Math.ceil(Math.log2(position + 1));
  return Math.max(foundScanPriorityMin, foundScanPriorityMax - steps);
}

export async function requestScans(
  stores: Stores,
  context: FactContext,
  request: {
    readonly scans: ScanQueue;
    readonly repository: string;
    /** The most important first. */
    readonly images: readonly ImageRecord[];
  },
): Promise<void> {
  for (const [position, image] of request.images.entries()) {
    if (!needsScan(image, context.analyzerVersion)) continue;
    await request.scans.enqueueScan(stores, {
      registryId: context.registryId,
      repository: request.repository,
      digest: image.digest,
      trigger: 'sync',
      priority: priorityAt(position),
    });
  }
}
