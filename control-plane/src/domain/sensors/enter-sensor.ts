// What opening a link writes: the sensor's row, the place in its outbox, and which of the jobs it keeps.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { Credit, Welcome } from '@harborguard/shared/protocol/control-plane-frames.ts';
import type { Hello, JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { Job } from '../jobs/job.ts';
import type { LeaseService } from '../jobs/lease-service.ts';
import type { SystemStores } from '../unit-of-work.ts';
import type { LinkKey } from './identify-sensor.ts';
import type { LinkPeer } from './live-links.ts';
import type { Sensor, ServedRegistry } from './sensor.ts';
import type { SensorSession } from './sensor-session.ts';

export interface NewLink {
  readonly key: LinkKey;
  readonly hello: Hello;
  readonly peer: LinkPeer;
  readonly credit: Credit;
}

export interface EntranceDependencies {
  readonly leases: LeaseService;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Entry {
  readonly sensor: Sensor;
  readonly ackedSeq: number;
  readonly served: readonly ServedRegistry[];
  readonly jobs: Welcome['jobs'];
  readonly doubtful: SensorSession['doubtful'];
}

export interface Entrance {
  readonly newLink: NewLink;
  readonly sensorId: string;
  readonly isCloned: boolean;
  readonly known: Sensor | undefined;
}

/** One transaction, so that no job is kept by two links of one sensor. */
export async function enterSensor(
  { leases, clock, log }: EntranceDependencies,
  stores: SystemStores,
  { newLink, sensorId, isCloned, known }: Entrance,
): Promise<Entry> {
  const { hello, key } = newLink;
  const now = clock.now();
  const sensor = sensorOf({ hello, key, sensorId, known, now });
  const withAlert = isCloned ? { ...sensor, cloneAlertAt: now } : sensor;
  if (isCloned) log.warn('two processes use one sensor identity', { sensorId });
  // The new key has been used, so the one before ends; its link is superseded by this one.
  if (key.takesOverFrom !== undefined) {
    await promoteKey(stores, { key, name: hello.name, now });
  }
  await stores.sensors.put(withAlert);
  const ackedSeq = await stores.sensors.openEpoch({ sensorId, epoch: hello.epoch }, now);
  const kept = await leases.resume(stores, withAlert, hello.jobsHeld);
  const notKept = (await stores.jobs.heldBy(sensorId)).filter((job) => !isAmong(kept, job));
  const unlisted = notKept.filter((job) => !isAmong(hello.jobsHeld, job));
  const mayHaveEnded = hello.lastSeq > ackedSeq;
  const doubtful = mayHaveEnded ? { afterSeq: hello.lastSeq, jobs: unlisted } : undefined;
  await leases.release(
    stores,
    notKept.filter((job) => !(mayHaveEnded && unlisted.includes(job))),
  );
  return {
    sensor: withAlert,
    ackedSeq,
    served: await stores.sensors.servedBy(withAlert),
    jobs: hello.jobsHeld.map((ref) => ({
      jobId: ref.jobId,
      attempt: ref.attempt,
      decision: kept.includes(ref) ? 'keep' : 'drop',
    })),
    doubtful,
  };
}

async function promoteKey(
  stores: SystemStores,
  { key, name, now }: { readonly key: LinkKey; readonly name: string; readonly now: number },
): Promise<void> {
  const { keys, audit } = stores.organisation(key.orgId);
  const revoked = await keys.promote(key.keyId, now);
  // A second link with the same candidate finds it done.
  if (revoked.length === 0) return;
  await audit.append({
    ...{ at: now, address: '', requestId: '', action: 'sensor key replaced' },
    actor: { kind: 'sensor', id: key.keyId, name },
    target: { kind: 'key', id: key.keyId },
    before: { keys: revoked },
    after: { keys: [key.keyId] },
  });
}

function isAmong(refs: readonly JobRef[], job: Job): boolean {
  return refs.some((ref) => ref.jobId === job.id && ref.attempt === job.attempt);
}

function sensorOf(entrance: {
  readonly hello: Hello;
  readonly key: LinkKey;
  readonly sensorId: string;
  readonly known: Sensor | undefined;
  readonly now: number;
}): Sensor {
  const { hello, key, sensorId, known, now } = entrance;
  return {
    id: sensorId,
    orgId: key.orgId,
    keyId: key.keyId,
    name: hello.name,
    version: hello.version,
    platform: hello.platform,
    analyzerVersion: hello.analyzerVersion,
    capabilities: hello.capabilities,
    isSystem: key.isSystem,
    epoch: hello.epoch,
    instance: hello.instance,
    firstSeenAt: known?.firstSeenAt ?? now,
    lastSeenAt: now,
    connectedAt: now,
    disconnectedAt: null,
    heartbeat: known?.heartbeat ?? null,
    cloneAlertAt: known?.cloneAlertAt ?? null,
    drainedAt: known?.drainedAt ?? null,
    lostMessages: known?.lostMessages ?? 0,
    beats: known?.beats ?? [],
  };
}
