// Where what sensors found enters the inventory. Each call happens inside the transaction that also moves the
// acked position of the sensor, so its effect is exactly once. It does not speak to sensors and ends no jobs.

import type { ScanResult, SyncResult } from '@harborguard/shared/protocol/jobs.ts';
import type {
  ImageAttachments,
  ImageExternal,
  ImageIndex,
  ImageInventory,
  TagsSeen,
} from '@harborguard/shared/protocol/log-messages.ts';
import type { Stores } from '../unit-of-work.ts';

/** Where a fact comes from. The organisation and the registry are those of the job, never those of a frame. */
export interface FactContext {
  readonly orgId: string;
  readonly registryId: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly sensorId: string;
  /** Of the sensor that reports; decides whether an image needs another scan. */
  readonly analyzerVersion: string;
  readonly now: number;
  /** This attempt still owns the job: only then may anything be removed. */
  readonly fenced: boolean;
}

export interface FinishedSync {
  readonly result: SyncResult;
  /** The repositories of a targeted sync (of the job's payload); absent for a sync of the whole registry. */
  readonly repositories?: readonly string[];
}

/** What the inventory adds to the row of the sync run. */
export interface SyncEffect {
  readonly addedTags: number;
  readonly removedTags: number;
  /** Conditions the sensor cannot know of: SHRINK_UNCONFIRMED. They go beside those of the result. */
  readonly conditions: readonly string[];
}

export interface FailedScan {
  readonly repository: string;
  /** A digest or a tag, as in the payload of the job. */
  readonly reference: string;
  readonly code: string;
}

export interface FactSink {
  tagsSeen(stores: Stores, context: FactContext, message: TagsSeen): Promise<void>;
  imageIndex(stores: Stores, context: FactContext, message: ImageIndex): Promise<void>;
  imageInventory(stores: Stores, context: FactContext, message: ImageInventory): Promise<void>;
  imageAttachments(stores: Stores, context: FactContext, message: ImageAttachments): Promise<void>;
  imageExternal(stores: Stores, context: FactContext, message: ImageExternal): Promise<void>;
  /** For every sync that ended with a result, also a restricted or incomplete one. */
  syncFinished(stores: Stores, context: FactContext, finished: FinishedSync): Promise<SyncEffect>;
  /** For every scan that ended well: whatever failed before does so no longer, even if the inventory was lost on its way. */
  scanFinished(stores: Stores, context: FactContext, result: ScanResult): Promise<void>;
  /** For a scan that will not be tried again. An inventory that is there outranks a failure. */
  scanFailed(stores: Stores, context: FactContext, failed: FailedScan): Promise<void>;
}

export interface ScanRequest {
  readonly registryId: string;
  readonly repository: string;
  readonly digest: string;
  /** Only what this tag attaches to an image is wanted. */
  readonly attachmentTag?: string;
  readonly trigger: 'sync';
  readonly priority: number;
}

/** What the sink needs of the jobs: one more scan, unless an unfinished job for the same digest exists. */
export interface ScanQueue {
  enqueueScan(stores: Stores, request: ScanRequest): Promise<void>;
}
