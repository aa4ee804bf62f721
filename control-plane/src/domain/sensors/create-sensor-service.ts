// Answers about sensors: what is stored, laid over by what is known of open links; and changes of their bindings.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import { offlineAfterMs } from '@harborguard/shared/protocol/link-limits.ts';
import type { Downtime } from '../jobs/downtime.ts';
import type { Job } from '../jobs/job.ts';
import type { LeaseService } from '../jobs/lease-service.ts';
import type { Stores, SystemStores, UnitOfWork } from '../unit-of-work.ts';
import { isCloneAlertOpen } from './clone-watch.ts';
import type { DiagnosticsRequests } from './diagnostics-requests.ts';
import type { LiveLink, LiveLinks } from './live-links.ts';
import type { Sensor, SensorEnrolment } from './sensor.ts';
import type { BindOutcome, SensorLiveness, SensorService, SensorState } from './sensor-service.ts';
import { configurationOf } from './session-service.ts';
import type { Sightings } from './sightings.ts';

export interface SensorServiceDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly links: LiveLinks;
  readonly sightings: Sightings;
  readonly leases: LeaseService;
  readonly downtime: Downtime;
  readonly diagnostics: DiagnosticsRequests;
  /** Looks for due registries. */
  readonly schedule: () => Promise<void>;
  /** Wakes the dispatcher. */
  readonly wake: () => void;
}

export function createSensorService(dependencies: SensorServiceDependencies): SensorService {
  const { unitOfWork, clock } = dependencies;
  const statesOf = async (stores: Stores, sensors: readonly Sensor[]) => {
    const enrolments = await stores.sensors.enrolmentsOf(sensors);
    return sensors.map((sensor) => sensorState(dependencies, sensor, enrolments.get(sensor.id)));
  };
  return {
    list: (orgId, page) =>
      unitOfWork.read(orgId, async (stores) => {
        const { sensors, total } = await stores.sensors.list(page);
        return { sensors: await statesOf(stores, sensors), total };
      }),
    get: (orgId, sensorId) =>
      unitOfWork.read(orgId, async (stores) => {
        const sensor = await stores.sensors.get(sensorId);
        return sensor && (await statesOf(stores, [sensor]))[0];
      }),
    registriesOf: async (orgId, sensorId) => {
      const sensor = await unitOfWork.read(orgId, (stores) => stores.sensors.get(sensorId));
      if (sensor === undefined) throw new HarborError('NOT_FOUND');
      const served = await unitOfWork.readSystem((stores) => stores.sensors.servedBy(sensor));
      // A managed sensor serves every organisation; this one learns of its own.
      const told =
        sensorState(dependencies, sensor, undefined).sensor.heartbeat?.heartbeat.registries ?? [];
      return served
        .filter((registry) => registry.orgId === orgId)
        .map((registry) => ({
          ...registry,
          reach: told.find(({ registryId }) => registryId === registry.registryId),
        }));
    },
    setDrained: async (orgId, sensorId, isDrained) => {
      const { sensor, enrolment } = await unitOfWork.write(orgId, async (stores) => {
        const before = ownSensor(orgId, await stores.sensors.get(sensorId));
        const drainedAt = isDrained ? (before.drainedAt ?? clock.now()) : null;
        await stores.sensors.setDrained(sensorId, drainedAt);
        stores.audit.describe({
          before: { drained: before.drainedAt !== null },
          after: { drained: isDrained },
        });
        const enrolments = await stores.sensors.enrolmentsOf([before]);
        return { sensor: { ...before, drainedAt }, enrolment: enrolments.get(sensorId) };
      });
      const link = dependencies.links.get(sensorId);
      if (link !== undefined) link.isDrained = isDrained;
      if (!isDrained) dependencies.wake();
      return sensorState(dependencies, sensor, enrolment);
    },
    diagnostics: async (orgId, sensorId) => {
      const sensor = await unitOfWork.read(orgId, (stores) => stores.sensors.get(sensorId));
      return await dependencies.diagnostics.ask(ownSensor(orgId, sensor));
    },
    sensorStates: async (stores, registryId) =>
      statesOf(stores, await stores.sensors.serving(registryId)),
    boundSensorIds: (stores, registryId) => stores.sensors.boundTo(registryId),
    bindSensors: (stores, registryId, sensorIds) =>
      bindSensors(stores, { registryId, sensorIds, now: clock.now() }),
    configurationChanged: () => configurationChanged(dependencies),
  };
}

/** The managed sensor is shown to everybody and is the operator's. */
function ownSensor(orgId: string, sensor: Sensor | undefined): Sensor {
  if (sensor === undefined) throw new HarborError('NOT_FOUND');
  if (sensor.orgId === orgId) return sensor;
  throw new HarborError('FORBIDDEN', { details: { sensor: 'managed' } });
}

function sensorState(
  { links, sightings, downtime, clock }: SensorServiceDependencies,
  sensor: Sensor,
  enrolment: SensorEnrolment | undefined,
): SensorState {
  const now = clock.now();
  const link = links.get(sensor.id);
  const heartbeat = sightings.heartbeatOf(sensor.id) ?? sensor.heartbeat;
  const lastSeenAt = Math.max(sensor.lastSeenAt, link?.peer.lastHeardAt() ?? 0);
  const silentMs = now - Math.max(lastSeenAt, downtime.listeningSince(sensor));
  return {
    sensor: { ...sensor, heartbeat },
    liveness: livenessOf(heartbeat !== null, silentMs),
    isConnected: link !== undefined,
    isCloned: isCloneAlertOpen(sensor.cloneAlertAt, now),
    lastSeenAt,
    beats: sightings.beatsOf(sensor),
    enrolment,
  };
}

export function livenessOf(hasHeartbeat: boolean, silentMs: number): SensorLiveness {
  if (!hasHeartbeat) return 'never';
  return silentMs < offlineAfterMs ? 'online' : 'offline';
}

async function bindSensors(
  stores: Stores,
  binding: {
    readonly registryId: string;
    readonly sensorIds: readonly string[];
    readonly now: number;
  },
): Promise<BindOutcome> {
  for (const sensorId of binding.sensorIds) {
    const sensor = await stores.sensors.get(sensorId);
    // The managed sensor stands in another network: a registry of sensor mode is out of its bounds.
    if (sensor === undefined || sensor.isSystem) return { kind: 'unknown-sensor', sensorId };
  }
  await stores.sensors.replaceBindings(binding.registryId, binding.sensorIds, binding.now);
  return { kind: 'bound' };
}

async function configurationChanged(dependencies: SensorServiceDependencies): Promise<void> {
  const { unitOfWork, links, schedule, wake } = dependencies;
  for (const link of links.all()) {
    const { served, lost } = await unitOfWork.writeSystem((stores) =>
      reconsider(dependencies, stores, link),
    );
    link.peer.send({ kind: 'configuration', configuration: configurationOf(served) });
    for (const { id: jobId, attempt } of lost) {
      link.peer.send({ kind: 'job.cancel', jobId, attempt });
    }
  }
  await schedule();
  wake();
}

/** Jobs of registries the sensor no longer serves go back to the queue, for those that do. */
async function reconsider(
  { leases }: SensorServiceDependencies,
  stores: SystemStores,
  { identity }: LiveLink,
) {
  const { sensorId: id, keyId, isSystem } = identity;
  const served = await stores.sensors.servedBy({ id, keyId, isSystem });
  const ids = new Set(served.map((registry) => registry.registryId));
  const held: readonly Job[] = await stores.jobs.heldBy(id);
  const lost = held.filter((job) => job.route === 'bound' && !ids.has(job.registryId));
  await leases.release(stores, lost);
  return { served, lost };
}
