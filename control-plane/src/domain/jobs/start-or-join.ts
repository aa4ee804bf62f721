// Inserts a job, or joins the unfinished one that means the same.
import assert from 'node:assert/strict';
import type { Stores } from '../unit-of-work.ts';
import type { Job, JobIntent } from './job.ts';
import type { JobStart } from './job-service.ts';
import { type JobRequest, newJob } from './new-job.ts';

export async function startOrJoin(stores: Stores, request: JobRequest): Promise<JobStart> {
  const job = newJob(request);
  if (await stores.jobs.insertUnlessOpen(job)) return { kind: 'started', jobId: job.id };
  const open = await stores.jobs.openByDedupeKey(job.dedupeKey);
  assert.ok(open, 'the job that stands in the way is there');
  if (isElsewhere(open.intent, job.intent)) {
    return await startOrJoin(stores, { ...request, dedupeKey: placedKey(job) });
  }
  if (job.priority > open.priority) {
    // Somebody waits for it now: it goes first, also past a pause or a blackout, and sits out no retry delay. One that
    // runs is raised too, since it may come back to the queue.
    const { priority, trigger } = job;
    const notBefore = open.state === 'queued' ? request.now : open.notBefore;
    await stores.jobs.save(open, { ...open, priority, trigger, notBefore });
  }
  return { kind: 'joined', jobId: open.id };
}

/** The same digest in another repository: whoever asks for this one may not be told of the other, which may lack it by now. */
function isElsewhere(open: JobIntent, wanted: JobIntent): boolean {
  return open.kind === 'scan' && wanted.kind === 'scan' && open.repository !== wanted.repository;
}

function placedKey({ dedupeKey, intent }: Job): string {
  return intent.kind === 'scan' ? `${dedupeKey}:${intent.repository}` : dedupeKey;
}
