// Asks for the scans that images need, in the transaction that made them known.
import type { Stores } from '../unit-of-work.ts';
import type { FactContext, ScanQueue } from './fact-sink.ts';
import type { ImageRecord } from './inventory-store.ts';
import { needsScan } from './scan-need.ts';

/** Below everything a person or a push asked for. */
const foundScanPriority = 10;

export async function requestScans(
  stores: Stores,
  context: FactContext,
  request: {
    readonly scans: ScanQueue;
    readonly repository: string;
    readonly images: readonly ImageRecord[];
  },
): Promise<void> {
  for (const image of request.images) {
    if (!needsScan(image, context.analyzerVersion)) continue;
    await request.scans.enqueueScan(stores, {
      registryId: context.registryId,
      repository: request.repository,
      digest: image.digest,
      trigger: 'sync',
      priority: foundScanPriority,
    });
  }
}
