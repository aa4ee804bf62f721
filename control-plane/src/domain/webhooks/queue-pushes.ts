// Waiting pushes of a registry become jobs: one sync of all their repositories, and a scan for each image. What
// cannot be queued yet stays where it is.
import type { Random, Tracer } from '@harborguard/shared/ports.ts';
import { hasInventory } from '../inventory/scan-need.ts';
import type { JobIntent } from '../jobs/job.ts';
import { startOrJoin } from '../jobs/start-or-join.ts';
import type { Stores } from '../unit-of-work.ts';
import type { StoredPush } from './webhook-store.ts';

/** Taken up at once; the rest follows in the next round. */
const pushesPerRound = 1000;
/** Well below what a job may carry, so that one sync stays short. */
const repositoriesPerSync = 200;

export interface QueuedPushes {
  readonly jobs: number;
  /** Something waits, for a sync that runs or because there was too much for one round. */
  readonly hasMore: boolean;
}

export async function queuePushes(
  stores: Stores,
  request: {
    readonly registryId: string;
    readonly random: Random;
    readonly tracer: Tracer;
    readonly now: number;
  },
): Promise<QueuedPushes> {
  const { registryId } = request;
  const pushes = await stores.webhooks.pending(registryId, pushesPerRound);
  if ((await stores.registries.find(registryId)) === undefined) {
    await stores.webhooks.dropPending(pushes.map(({ id }) => id));
    return { jobs: 0, hasMore: false };
  }
  const start = async (intent: JobIntent): Promise<StartedAs> => {
    const job = { id: request.random.uuid(), orgId: stores.webhooks.orgId, registryId, intent };
    const started = await startOrJoin(stores, {
      ...job,
      trigger: 'push',
      // The round runs on the timer of the last push, so this is the trace of that request.
      traceparent: request.tracer.current(),
      now: request.now,
    });
    if (started.kind === 'started') return 'started';
    const state = (await stores.jobs.get(started.jobId))?.state;
    return state === 'queued' ? 'joined' : 'too-late';
  };
  const syncs = await queueSyncs(stores, registryId, { pushes, start });
  const scans = await queueScans(stores, pushes, start);
  const done = [...syncs.done, ...scans.done];
  await stores.webhooks.dropPending(done.map(({ id }) => id));
  const hasMore = done.length < pushes.length || pushes.length === pushesPerRound;
  return { jobs: syncs.jobs + scans.jobs, hasMore };
}

/** `too-late`: an equal job runs already and may have looked before the push. */
type StartedAs = 'started' | 'joined' | 'too-late';
type Start = (intent: JobIntent) => Promise<StartedAs>;

interface Round {
  readonly jobs: number;
  readonly done: readonly StoredPush[];
}

async function queueSyncs(
  stores: Stores,
  registryId: string,
  { pushes, start }: { readonly pushes: readonly StoredPush[]; readonly start: Start },
): Promise<Round> {
  const wanted = pushes.filter(({ reference }) => reference === undefined);
  if (wanted.length === 0) return { jobs: 0, done: [] };
  const open = await stores.webhooks.openSyncs(registryId);
  const covered = new Set(
    open.filter(({ state }) => state === 'queued').flatMap(({ repositories }) => repositories),
  );
  const isCovered = ({ repository }: StoredPush): boolean => covered.has(repository);
  // One at a time: what comes while it waits or runs gathers for the next.
  if (open.length > 0) return { jobs: 0, done: wanted.filter(isCovered) };
  const repositories = [...new Set(wanted.map(({ repository }) => repository))]
    .sort()
    .slice(0, repositoriesPerSync);
  const started = await start({ kind: 'sync', repositories });
  if (started === 'too-late') return { jobs: 0, done: [] };
  const taken = wanted.filter(({ repository }) => repositories.includes(repository));
  return { jobs: started === 'started' ? 1 : 0, done: taken };
}

async function queueScans(
  stores: Stores,
  pushes: readonly StoredPush[],
  start: Start,
): Promise<Round> {
  const done: StoredPush[] = [];
  let jobs = 0;
  for (const push of pushes) {
    const { repository, reference } = push;
    if (reference === undefined) continue;
    const isKnown = await isIndexed(stores, reference);
    const started = isKnown ? 'joined' : await start({ kind: 'scan', repository, reference });
    if (started === 'started') jobs += 1;
    // A digest means the same image whenever it is looked at.
    if (started !== 'too-late' || reference.includes(':')) done.push(push);
  }
  return { jobs, done };
}

/** What a digest holds never changes, so a second look would find the same. */
async function isIndexed(stores: Stores, reference: string): Promise<boolean> {
  if (!reference.includes(':')) return false;
  const [image] = await stores.inventory.imagesByDigest([reference]);
  return image !== undefined && hasInventory(image);
}
