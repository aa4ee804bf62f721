// Applies log messages exactly once: the effect of a message and the new acked position of the outbox are one
// transaction. Whose organisation a message belongs to is read from the job, never from the message.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Clock, Log, Tracer } from '@harborguard/shared/ports.ts';
import { decodeLogMessage } from '@harborguard/shared/protocol/frame-codec.ts';
import type { JobFinished, LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import type { FactContext, FactSink } from '../inventory/fact-sink.ts';
import { isOpen, type Job } from '../jobs/job.ts';
import type { JobEndings } from '../jobs/job-endings.ts';
import type { JobLifecycle } from '../jobs/job-lifecycle.ts';
import { mayResume } from '../jobs/job-transitions.ts';
import type { LeaseService } from '../jobs/lease-service.ts';
import type { SystemStores, UnitOfWork } from '../unit-of-work.ts';
import type { LinkIdentity } from './live-links.ts';
import type { ServedRegistry } from './sensor.ts';
import type { SensorSession } from './sensor-session.ts';

export interface IngestDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly lifecycle: JobLifecycle;
  readonly leases: LeaseService;
  readonly factSink: FactSink;
  readonly endings: JobEndings;
  /** Wakes the dispatcher. */
  readonly wake: () => void;
  /** Called after each commit that brought something: the matcher waits for it. */
  readonly onCommitted: () => void;
}

export type LogBody =
  | { readonly kind: 'body'; readonly body: unknown }
  /** Refused before anybody could read it. */
  | { readonly kind: 'refused'; readonly code: ErrorCode };

export interface LogItem {
  readonly seq: number;
  readonly body: LogBody;
}

export interface Verdict {
  readonly seq: number;
  readonly verdict: 'superseded' | 'refused';
  readonly code?: string;
}

export interface IngestOutcome {
  /** Committed up to here. */
  readonly ackedSeq: number;
  readonly verdicts: readonly Verdict[];
}

/** Applies items in order, skipping those committed before. Throws when nothing of them could be committed. */
export type Ingest = (session: SensorSession, items: readonly LogItem[]) => Promise<IngestOutcome>;

interface Batch {
  readonly stores: SystemStores;
  readonly identity: LinkIdentity;
  readonly now: number;
  /** What this sensor may serve, by registry; asked once for a batch. */
  readonly served: Map<string, ServedRegistry | undefined>;
  readonly ended: Job[];
}

type Applied = { readonly kind: 'applied' } | Omit<Verdict, 'seq'>;

export function createIngest(dependencies: IngestDependencies): Ingest {
  const { unitOfWork, clock, endings, wake, onCommitted } = dependencies;
  return async (session, items) => {
    const { identity } = session.link;
    const ended: Job[] = [];
    const outcome = await unitOfWork.writeSystem(async (stores) => {
      const batch = { stores, identity, now: clock.now(), served: new Map(), ended };
      const applied = await applyAll(dependencies, batch, items);
      await settleDoubtful(dependencies, stores, session, applied.ackedSeq);
      return applied;
    });
    const { doubtful } = session;
    if (doubtful !== undefined && outcome.ackedSeq >= doubtful.afterSeq) {
      session.doubtful = undefined;
    }
    for (const job of ended) endings.announce(job);
    onCommitted();
    wake();
    return outcome;
  };
}

async function applyAll(
  dependencies: IngestDependencies,
  batch: Batch,
  items: readonly LogItem[],
): Promise<IngestOutcome> {
  const { sensors } = batch.stores;
  const position = { sensorId: batch.identity.sensorId, epoch: batch.identity.epoch };
  const before = await sensors.ackedSeq(position);
  const verdicts: Verdict[] = [];
  let ackedSeq = before;
  for (const { seq, body } of items) {
    if (seq !== ackedSeq + 1) continue;
    const applied = await apply(dependencies, batch, body);
    if ('verdict' in applied) verdicts.push({ seq, ...applied });
    ackedSeq = seq;
  }
  if (ackedSeq !== before) await sensors.moveAckedSeq(position, ackedSeq);
  return { ackedSeq, verdicts };
}

async function apply(
  dependencies: IngestDependencies,
  batch: Batch,
  body: LogBody,
): Promise<Applied> {
  if (body.kind === 'refused') return { verdict: 'refused', code: body.code };
  const decoded = decodeLogMessage(body.body);
  if (decoded.kind === 'refused') return { verdict: 'refused', code: decoded.code };
  const message = decoded.frame;
  if (message.type === 'outbox.lost') {
    await batch.stores.sensors.addLostMessages(batch.identity.sensorId, message.messages);
    return { kind: 'applied' };
  }
  const job = await batch.stores.jobs.get(message.jobId);
  const span = {
    name: `result ${message.type}`,
    kind: 'consumer',
    parent: message.traceparent ?? job?.traceparent ?? null,
    attributes: {
      'harborguard.job.id': message.jobId,
      'harborguard.job.attempt': message.attempt,
      'harborguard.sensor.id': batch.identity.sensorId,
    },
  } as const;
  return await traced(dependencies.tracer, span, async (applying) => {
    const applied = await applyMessage(dependencies, batch, { message, job });
    if (message.type === 'job.finished')
      applying.set({ 'harborguard.job.outcome': message.outcome });
    if ('verdict' in applied) applying.set({ 'harborguard.result.verdict': applied.verdict });
    if ('code' in applied && applied.code !== undefined) applying.fail(applied.code);
    return applied;
  });
}

async function applyMessage(
  dependencies: IngestDependencies,
  batch: Batch,
  { message, job }: { readonly message: JobMessage; readonly job: Job | undefined },
): Promise<Applied> {
  if (message.type === 'job.finished') {
    return await finish(dependencies, batch, { message, job });
  }
  const place = await placeOf(batch, message, job);
  if (place === undefined) return { verdict: 'refused', code: 'FORBIDDEN' };
  await applyFact(dependencies.factSink, batch, { message, place, job });
  return { kind: 'applied' };
}

type JobMessage = Exclude<LogMessage, { readonly type: 'outbox.lost' }>;
type Fact = Exclude<JobMessage, { readonly type: 'job.finished' }>;
type Place = Pick<ServedRegistry, 'orgId' | 'registryId'>;

/** Where a message belongs; undefined when this sensor may not speak about it. */
async function placeOf(
  batch: Batch,
  message: JobMessage,
  job: Job | undefined,
): Promise<Place | undefined> {
  const claimed = 'registryId' in message ? message.registryId : undefined;
  if (job === undefined) {
    // A job that is no longer remembered can end nowhere, but its facts are as true as ever.
    return claimed === undefined ? undefined : await servedPlace(batch, claimed);
  }
  if (claimed !== undefined && claimed !== job.registryId) return undefined;
  const { sensorId, isSystem } = batch.identity;
  if (job.route === 'system') return isSystem && job.sensorId === sensorId ? job : undefined;
  const place = await servedPlace(batch, job.registryId);
  return place?.orgId === job.orgId ? place : undefined;
}

async function servedPlace(batch: Batch, registryId: string): Promise<Place | undefined> {
  if (batch.served.has(registryId)) return batch.served.get(registryId);
  const { sensorId: id, keyId, isSystem } = batch.identity;
  const served = await batch.stores.sensors.serves({ id, keyId, isSystem }, registryId);
  batch.served.set(registryId, served);
  return served;
}

async function finish(
  { lifecycle }: IngestDependencies,
  batch: Batch,
  { message, job }: { readonly message: JobFinished; readonly job: Job | undefined },
): Promise<Applied> {
  if (job === undefined) return { verdict: 'superseded' };
  if ((await placeOf(batch, message, job)) === undefined) {
    return { verdict: 'refused', code: 'FORBIDDEN' };
  }
  const { stores, identity, now, ended } = batch;
  const { sensorId, analyzerVersion } = identity;
  const finished = { message, sensorId, analyzerVersion, now };
  const moved = await lifecycle.finish(stores.organisation(job.orgId), job, finished);
  if (moved.kind === 'superseded') return { verdict: 'superseded' };
  if (!isOpen(moved.job)) ended.push(moved.job);
  return { kind: 'applied' };
}

async function applyFact(
  factSink: FactSink,
  batch: Batch,
  {
    message,
    place,
    job,
  }: { readonly message: Fact; readonly place: Place; readonly job: Job | undefined },
): Promise<void> {
  const { sensorId, analyzerVersion } = batch.identity;
  const stores = batch.stores.organisation(place.orgId);
  const context: FactContext = {
    orgId: place.orgId,
    registryId: message.registryId,
    jobId: message.jobId,
    attempt: message.attempt,
    sensorId,
    analyzerVersion,
    now: batch.now,
    fenced: job !== undefined && mayResume(job, sensorId, message.attempt),
  };
  switch (message.type) {
    case 'tags.seen':
      return await factSink.tagsSeen(stores, context, message);
    case 'image.index':
      return await factSink.imageIndex(stores, context, message);
    case 'image.inventory':
      return await factSink.imageInventory(stores, context, message);
    case 'image.attachments':
      return await factSink.imageAttachments(stores, context, message);
    case 'image.external':
      return await factSink.imageExternal(stores, context, message);
  }
}

async function settleDoubtful(
  { leases }: IngestDependencies,
  stores: SystemStores,
  { doubtful }: SensorSession,
  ackedSeq: number,
): Promise<void> {
  if (doubtful === undefined || ackedSeq < doubtful.afterSeq) return;
  await leases.release(stores, doubtful.jobs);
}
