// What else changes when a job has ended: the history and the schedule of its registry, the
// provider that was found, and the state of an image whose scan failed. Called in the transaction that ends the job.
import { type ErrorCode, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { SyncResult } from '@harborguard/shared/protocol/jobs.ts';
import type { FactContext, FactSink, SyncEffect } from '../inventory/fact-sink.ts';
import { failedScanEvent } from '../notifications/scan-events.ts';
import { adoptProvider } from '../registries/adopt-provider.ts';
import { syncTimesAfter } from '../schedule/sync-times.ts';
import type { Stores } from '../unit-of-work.ts';
import type { Job } from './job.ts';

const noEffect: SyncEffect = { addedTags: 0, removedTags: 0, conditions: [] };

/** `job` is in its last state already. */
export async function recordEnding(
  factSink: FactSink,
  stores: Stores,
  ending: { readonly job: Job; readonly context: FactContext },
): Promise<void> {
  const { job, context } = ending;
  if (job.intent.kind === 'scan') await recordScan(factSink, stores, ending);
  if (job.intent.kind === 'scan') return;
  await adoptProvider(stores, job, context.now);
  if (job.intent.kind !== 'sync') return;
  const result = syncResultOf(job);
  const { repositories } = job.intent;
  const effect =
    result === undefined
      ? noEffect
      : await factSink.syncFinished(stores, context, {
          result,
          ...(repositories === undefined ? {} : { repositories }),
        });
  // A sync of a few repositories says nothing about the whole registry, its health or its schedule.
  if (repositories !== undefined) return;
  await stores.jobs.insertSyncRun(syncRunOf(job, effect, context.now));
  await planNextSync(stores, ending);
}

async function recordScan(
  factSink: FactSink,
  stores: Stores,
  { job, context }: { readonly job: Job; readonly context: FactContext },
): Promise<void> {
  // What hangs on an image is no image whose state could change.
  if (job.intent.kind !== 'scan' || job.intent.attachmentTag !== undefined) return;
  const { repository, reference } = job.intent;
  if (job.state === 'succeeded' && job.result?.kind === 'scan') {
    await factSink.scanFinished(stores, context, job.result);
  }
  if (job.state === 'failed' || job.state === 'dead') {
    const code = lastErrorOf(job) ?? 'INTERNAL_ERROR';
    await factSink.scanFailed(stores, context, { repository, reference, code });
    await stores.notifications.addEvents([failedScanEvent(job, { repository, reference, code })]);
  }
}

function syncResultOf(job: Job): SyncResult | undefined {
  return job.state === 'succeeded' && job.result?.kind === 'sync' ? job.result : undefined;
}

function syncRunOf(job: Job, effect: SyncEffect, now: number) {
  const result = syncResultOf(job);
  return {
    registryId: job.registryId,
    jobId: job.id,
    outcome: outcomeOf(job),
    startedAt: job.startedAt ?? job.createdAt,
    finishedAt: now,
    repositories: result?.repositories ?? 0,
    tags: result?.tags ?? 0,
    digests: result?.digests ?? 0,
    addedTags: effect.addedTags,
    removedTags: effect.removedTags,
    restricted: result?.restricted ?? false,
    conditions: [...new Set([...(result?.conditions ?? []), ...effect.conditions])],
    errorCode: lastErrorOf(job),
  };
}

function outcomeOf(job: Job): 'succeeded' | 'failed' | 'cancelled' {
  if (job.state === 'succeeded' || job.state === 'cancelled') return job.state;
  return 'failed';
}

/** For a job whose attempts are used up, what went wrong the last time: that is what a person can act on. */
export function lastErrorOf(job: Job): ErrorCode | null {
  const lastError = job.errorDetails?.['lastError'];
  return isErrorCode(lastError) ? lastError : job.errorCode;
}

async function planNextSync(
  stores: Stores,
  { job, context }: { readonly job: Job; readonly context: FactContext },
): Promise<void> {
  const registry = await stores.registries.find(job.registryId);
  if (registry === undefined) return;
  const times = syncTimesAfter(registry, {
    outcome: outcomeOf(job),
    now: context.now,
    failuresInRow: await stores.jobs.failedSyncsInARow(job.registryId),
  });
  await stores.registries.setSyncTimes(job.registryId, times);
}
