// Hands queued jobs to connected sensors. Woken by events (a new job, a freed slot, a link that came up) and by
// the clock's tick as a safety net; one round runs at a time, so a job is never offered twice.
import type { Clock, Log, Tracer } from '@harborguard/shared/ports.ts';
import { type JobKind, jobKinds } from '@harborguard/shared/protocol/jobs.ts';
import { leaseMs } from '@harborguard/shared/protocol/link-limits.ts';
import type { RegistryDirectory } from '../registries/registry-directory.ts';
import type { LiveLink, LiveLinks } from '../sensors/live-links.ts';
import type { SystemStores, UnitOfWork } from '../unit-of-work.ts';
import { WokenLoop } from '../woken-loop.ts';
import type { Job } from './job.ts';
import type { JobEndings } from './job-endings.ts';
import type { JobLifecycle } from './job-lifecycle.ts';
import { jobPayload } from './job-payload.ts';
import { fairness, type JobBudgets } from './job-policy.ts';
import { startOfferSpan } from './job-spans.ts';
import type { HeldCount } from './job-store.ts';
import { offered } from './job-transitions.ts';

export interface DispatcherDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly links: LiveLinks;
  readonly directory: RegistryDirectory;
  readonly lifecycle: JobLifecycle;
  readonly endings: JobEndings;
  readonly budgets: JobBudgets;
}

export interface Dispatcher {
  wake(): void;
  /** Resolves once nothing is being handed out; after it `wake` does nothing. */
  stop(): Promise<void>;
  /** Resolves once the rounds asked for so far are over. */
  settled(): Promise<void>;
}

type Step =
  | { readonly kind: 'offer'; readonly job: Job; readonly frame: JobFrame }
  | { readonly kind: 'dropped'; readonly job: Job }
  | { readonly kind: 'nothing' };
type JobFrame = Parameters<LiveLink['peer']['send']>[0];

export function createDispatcher(dependencies: DispatcherDependencies): Dispatcher {
  const loop = new WokenLoop(dependencies.clock, {
    run: () => dispatchRound(dependencies, () => !loop.isStarted),
    failed: (error) => dependencies.log.error('jobs could not be handed out', { error }),
  });
  loop.start();
  return {
    wake: () => loop.wake(),
    stop: () => loop.stop(),
    settled: () => loop.idle(),
  };
}

async function dispatchRound(
  dependencies: DispatcherDependencies,
  isStopped: () => boolean,
): Promise<void> {
  const { unitOfWork, links, clock } = dependencies;
  const now = clock.now();
  const free = links.all().filter((link) => link.takesJobs(now));
  if (free.length === 0) return;
  const held = await unitOfWork.readSystem(async ({ jobs }) =>
    (await jobs.anyReady(now)) ? await jobs.heldCounts() : undefined,
  );
  if (held === undefined) return;
  const loads = free.map((link) => new Load(link, held)).filter((load) => load.kinds.length > 0);
  while (loads.length > 0 && !isStopped()) {
    const load = leastLoaded(loads);
    const kind = await offerNext(dependencies, load);
    if (kind !== undefined) load.take(kind);
    if (kind === undefined || load.kinds.length === 0) loads.splice(loads.indexOf(load), 1);
  }
}

class Load {
  readonly link: LiveLink;
  readonly #held: Record<JobKind, number> = { probe: 0, sync: 0, scan: 0 };

  constructor(link: LiveLink, held: readonly HeldCount[]) {
    this.link = link;
    for (const { sensorId, kind, count } of held) {
      if (sensorId === link.identity.sensorId) this.#held[kind] = count;
    }
  }

  /** Of which it can take one more. */
  get kinds(): readonly JobKind[] {
    return jobKinds.filter((kind) => this.#held[kind] < this.link.identity.slots[kind]);
  }

  get share(): number {
    const { slots } = this.link.identity;
    const total = slots.probe + slots.sync + slots.scan;
    return (this.#held.probe + this.#held.sync + this.#held.scan) / Math.max(1, total);
  }

  take(kind: JobKind): void {
    this.#held[kind] += 1;
  }
}

function leastLoaded(loads: readonly [Load, ...Load[]] | readonly Load[]): Load {
  return loads.reduce((least, load) => (load.share < least.share ? load : least));
}

/** The kind of the job the link was given; undefined when there is nothing for it. */
async function offerNext(
  dependencies: DispatcherDependencies,
  load: Load,
): Promise<JobKind | undefined> {
  const { unitOfWork, endings, clock } = dependencies;
  for (;;) {
    if (!load.link.takesJobs(clock.now())) return undefined;
    const step = await unitOfWork.writeSystem((stores) => takeNext(dependencies, stores, load));
    if (step.kind === 'nothing') return undefined;
    if (step.kind === 'offer') {
      load.link.noteOffer();
      if (load.link.peer.send(step.frame)) return step.job.kind;
      await giveBack(dependencies, step.job);
      return undefined;
    }
    endings.announce(step.job);
  }
}

async function takeNext(
  { directory, lifecycle, clock, budgets, log, links, tracer }: DispatcherDependencies,
  system: SystemStores,
  load: Load,
): Promise<Step> {
  const now = clock.now();
  const { sensorId } = load.link.identity;
  const job = await nextJob(system, load, now);
  if (job === undefined) return { kind: 'nothing' };
  const stores = system.organisation(job.orgId);
  const payload = await jobPayload({ directory, links }, stores, job);
  if (payload === undefined) {
    const moved = await lifecycle.cancel(stores, job, now);
    return moved.kind === 'moved' ? { kind: 'dropped', job: moved.job } : { kind: 'nothing' };
  }
  const after = offered(job, sensorId, now);
  if (!(await stores.jobs.save(job, after))) return { kind: 'nothing' };
  log.debug('job offered', { jobId: after.id, kind: after.kind, attempt: after.attempt, sensorId });
  const { id: jobId, attempt } = after;
  const budgetMs = budgets[after.kind];
  const span = startOfferSpan(tracer, after, { sensorId, now });
  const { traceparent } = span;
  span.end();
  const traced = traceparent === undefined ? payload : { ...payload, traceparent };
  return {
    kind: 'offer',
    job: after,
    frame: { kind: 'job.assign', jobId, attempt, leaseMs, budgetMs, payload: traced },
  };
}

async function nextJob(
  { jobs }: SystemStores,
  { link, kinds }: Load,
  now: number,
): Promise<Job | undefined> {
  const { sensorId, keyId, orgId, isSystem } = link.identity;
  const question = { sensorId, keyId, orgId, isSystem, kinds, now };
  if ((link.offers + 1) % fairness.everyNth === 0) {
    const overdue = await jobs.nextFor({ ...question, readySince: now - fairness.afterMs });
    if (overdue !== undefined) return overdue;
  }
  return await jobs.nextFor(question);
}

/** The link closed between the commit and the send. */
async function giveBack(
  { unitOfWork, lifecycle, clock }: DispatcherDependencies,
  job: Job,
): Promise<void> {
  await unitOfWork.write(job.orgId, (stores) => lifecycle.release(stores, job, clock.now()));
}
