// Test Connection: a probe job somebody waits for. Without a sensor the answer is at once that there is none.
import { type ErrorCode, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Clock, Random, Tracer } from '@harborguard/shared/ports.ts';
import type { ProbeResult } from '@harborguard/shared/protocol/jobs.ts';
import type { LiveLinks } from '../sensors/live-links.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import { connectedSensors } from './connected-sensors.ts';
import { isOpen, type Job } from './job.ts';
import type { JobEndings } from './job-endings.ts';
import type { JobLifecycle } from './job-lifecycle.ts';
import type { ProbeOutcome, ProbeRequest, RegistryForJob } from './job-service.ts';
import { startOrJoin } from './start-or-join.ts';

interface Dependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly tracer: Tracer;
  readonly links: LiveLinks;
  readonly endings: JobEndings;
  readonly lifecycle: JobLifecycle;
  readonly wake: () => void;
}

interface WantedProbe extends ProbeRequest {
  readonly orgId: string;
  readonly registry: RegistryForJob;
}

interface QueuedProbe {
  readonly jobId: string | undefined;
  readonly hasSensor: boolean;
}

export async function requestProbe(
  dependencies: Dependencies,
  probe: WantedProbe,
): Promise<ProbeOutcome> {
  const { unitOfWork, wake } = dependencies;
  const { jobId, hasSensor } = await unitOfWork.write(probe.orgId, (stores) =>
    queueProbe(dependencies, stores, probe),
  );
  if (jobId === undefined || !hasSensor) {
    wake();
    return { kind: 'no-sensor' };
  }
  return await outcomeOf(dependencies, probe, jobId);
}

/** A stored registry keeps its probe in the queue for the first heartbeat; for another nobody would ever come. */
async function queueProbe(
  { random, clock, links, tracer }: Dependencies,
  stores: Stores,
  { orgId, registry, jobId }: WantedProbe,
): Promise<QueuedProbe> {
  const { scanMethod, ...target } = registry;
  const isStored = (await stores.registries.find(registry.registryId)) !== undefined;
  const hasSensor = isStored
    ? (await connectedSensors(links, stores, registry.registryId)).length > 0
    : scanMethod === 'cloud' &&
      links.all().some((link) => link.identity.isSystem && link.hasHeartbeat);
  const isQueued = isStored || hasSensor;
  stores.audit.describe({ isUnchanged: !isQueued });
  if (!isQueued) return { jobId: undefined, hasSensor };
  const { jobId: queuedId } = await startOrJoin(stores, {
    id: jobId ?? random.uuid(),
    orgId,
    registryId: registry.registryId,
    intent: isStored ? { kind: 'probe' } : { kind: 'probe', registry: target },
    route: isStored ? 'bound' : 'system',
    trigger: 'interactive',
    traceparent: tracer.current(),
    now: clock.now(),
  });
  stores.audit.describe({ after: { jobId: queuedId, kind: 'probe' } });
  return { jobId: queuedId, hasSensor };
}

async function outcomeOf(
  dependencies: Dependencies,
  { orgId, registry, waitMs, signal }: WantedProbe,
  jobId: string,
): Promise<ProbeOutcome> {
  const { clock, endings, wake } = dependencies;
  const job = await new Promise<Job | undefined>((resolve) => {
    const stopListening = endings.onEnd(jobId, (ended) => settle(ended));
    const timer = clock.setTimer(waitMs, () => settle(undefined));
    const onAbort = (): void => settle(undefined);
    const settle = (ended: Job | undefined): void => {
      stopListening();
      timer.cancel();
      signal?.removeEventListener('abort', onAbort);
      resolve(ended);
    };
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted === true) settle(undefined);
    wake();
  });
  if (job !== undefined) return { kind: 'result', result: probeResultOf(job, registry.provider) };
  if (!endings.hasListener(jobId)) await giveUp(dependencies, orgId, jobId);
  return { kind: 'timed-out' };
}

/** Nobody waits any longer: a sensor need not work on it. */
async function giveUp(
  { unitOfWork, lifecycle, clock, links, endings }: Dependencies,
  orgId: string,
  jobId: string,
): Promise<void> {
  const job = await unitOfWork.write(orgId, async (stores) => {
    const open = await stores.jobs.get(jobId);
    if (open === undefined || !isOpen(open)) return undefined;
    const moved = await lifecycle.cancel(stores, open, clock.now());
    return moved.kind === 'moved' ? moved.job : undefined;
  });
  if (job === undefined) return;
  links.send(job.sensorId, { kind: 'job.cancel', jobId: job.id, attempt: job.attempt });
  endings.announce(job);
}

function probeResultOf(job: Job, provider: string): ProbeResult {
  if (job.result?.kind === 'probe') return job.result;
  const code: ErrorCode = isErrorCode(job.errorCode) ? job.errorCode : 'INTERNAL_ERROR';
  return {
    kind: 'probe',
    reachable: false,
    authenticated: false,
    latencyMs: 0,
    provider,
    credentialSource: '',
    code,
    details: { ...job.errorDetails },
  };
}
