// The fact sink over the stores of a transaction.
import { recordExternal } from '../findings/record-external.ts';
import { recordAttachments } from '../signatures/record-attachments.ts';
import type { FactSink, ScanQueue } from './fact-sink.ts';
import { finishSync } from './finish-sync.ts';
import { defaultShrinkLimits, type ShrinkLimits } from './judge-removals.ts';
import { recordArtifact, recordIndex, recordInventory, recordScanFailure } from './record-image.ts';
import { recordTags } from './record-tags.ts';

export interface FactSinkDependencies {
  /** The job service. */
  readonly scans: ScanQueue;
  readonly shrink?: ShrinkLimits;
}

export function createFactSink(dependencies: FactSinkDependencies): FactSink {
  const { scans, shrink = defaultShrinkLimits } = dependencies;
  return {
    tagsSeen: (stores, context, message) => recordTags(stores, context, message, scans),
    imageIndex: (stores, context, message) => recordIndex(stores, context, message, scans),
    imageInventory: recordInventory,
    imageAttachments: recordAttachments,
    imageExternal: recordExternal,
    syncFinished: (stores, context, finished) => finishSync(stores, context, finished, shrink),
    scanFinished: async (stores, context, result) => {
      const [image] = await stores.inventory.imagesByDigest([result.digest]);
      if (image === undefined) return;
      if (result.state === 'artifact') await recordArtifact(stores, context, { image, result });
      else if (image.scanState === 'failed') await stores.inventory.forgetScanFailure(image.id);
      await stores.verdicts.queueImages([image.id], context.now);
    },
    scanFailed: (stores, context, failed) => recordScanFailure(stores, context, failed),
  };
}
