// Opens and closes the sessions of sensors: who it is, which link stays, which jobs it keeps, where its outbox
// goes on. What arrives in between is the ingest's and the leases' concern.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Clock, Log, Random, Tracer } from '@harborguard/shared/ports.ts';
import { type Agreement, agreeProtocol } from '@harborguard/shared/protocol/agree-protocol.ts';
import type { Welcome } from '@harborguard/shared/protocol/control-plane-frames.ts';
import {
  closeCodes,
  heartbeatIntervalMsDefault,
  protocolVersion,
} from '@harborguard/shared/protocol/link-limits.ts';
import type { Hello } from '@harborguard/shared/protocol/sensor-frames.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import type { Job } from '../jobs/job.ts';
import { slotsOf } from '../jobs/job-policy.ts';
import type { LeaseService } from '../jobs/lease-service.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { CloneWatch } from './clone-watch.ts';
import { type Entry, enterSensor, type NewLink } from './enter-sensor.ts';
import { type Identified, identifySensor, type LinkKey } from './identify-sensor.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { LiveLink, type LiveLinks } from './live-links.ts';
import type { Sensor, ServedRegistry } from './sensor.ts';
import type { SensorSession } from './sensor-session.ts';

export interface SessionServiceDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly links: LiveLinks;
  readonly leases: LeaseService;
  /** Wakes the dispatcher. */
  readonly wake: () => void;
  /** Of this program. */
  readonly version: string;
}

export type SessionOutcome =
  | { readonly kind: 'open'; readonly session: SensorSession; readonly welcome: Welcome }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly reason?: string };

export interface SessionService {
  open(link: NewLink): Promise<SessionOutcome>;
  close(session: SensorSession): Promise<void>;
}

/** An old link that is alive answers within a round trip; one that is half-open never does. */
const pingAnswerMs = 2_000;

/** The least a sensor waits before it comes back after a cut link. */
const reconnectFloorMs = 1_000;

const welcomeSpan = { name: 'link welcome', kind: 'server', parent: null } as const;

/** A key that leaked is of use for a month at most. */
const rotateKeyAfterMs = 30 * 24 * 60 * 60_000;

export function createSessionService(dependencies: SessionServiceDependencies): SessionService {
  const clones = new CloneWatch(dependencies.clock);
  const queue = new KeyedQueue();
  return {
    // Sensors of one key open their links one after the other: names and the cap are shared among them.
    open: (link) =>
      traced(dependencies.tracer, welcomeSpan, async (span) => {
        const outcome = await queue.run(link.key.keyId, () =>
          openSession(dependencies, clones, link),
        );
        span.set({ 'harborguard.sensor.version': link.hello.version });
        if (outcome.kind === 'refused') span.fail(outcome.code);
        else span.set({ 'harborguard.sensor.id': outcome.welcome.sensorId });
        return outcome;
      }),
    close: (session) => closeSession(dependencies, session),
  };
}

async function openSession(
  dependencies: SessionServiceDependencies,
  clones: CloneWatch,
  newLink: NewLink,
): Promise<SessionOutcome> {
  const { unitOfWork, links, log } = dependencies;
  const { key, hello, peer } = newLink;
  const agreement = agreementWith(dependencies, hello);
  if (agreement.kind === 'none') {
    const reason = agreement.sentence;
    log.warn('sensor refused', { code: 'PROTOCOL_UNSUPPORTED', reason, name: hello.name });
    return { kind: 'refused', code: 'PROTOCOL_UNSUPPORTED', reason };
  }
  const identified = await unitOfWork.readSystem((stores) => identifySensor(stores, key, hello));
  const { sensor, isCloned } = await settleIdentity(dependencies, clones, identified, hello);
  const sensorId = sensor?.id ?? newSensorId(dependencies, identified, hello);
  if (isKeyFull(links, key, sensorId)) return { kind: 'refused', code: 'SENSOR_LIMIT' };
  const entry = await unitOfWork.writeSystem((stores) =>
    enterSensor(dependencies, stores, { newLink, sensorId, isCloned, known: sensor }),
  );
  const link = new LiveLink(identityOf(entry.sensor, hello), peer, {
    hasHeartbeat: entry.sensor.heartbeat !== null,
    cloneAlertAt: entry.sensor.cloneAlertAt,
    isDrained: entry.sensor.drainedAt !== null,
  });
  const previous = links.open(link);
  previous?.noteClosed();
  previous?.peer.close(closeCodes.superseded, 'LINK_SUPERSEDED');
  log.info('sensor connected', { sensorId, name: hello.name, epoch: hello.epoch, isCloned });
  const session: SensorSession = { link, ackedSeq: entry.ackedSeq, doubtful: entry.doubtful };
  return {
    kind: 'open',
    session,
    welcome: welcomeOf(dependencies, newLink, { entry, protocol: agreement.protocol }),
  };
}

function agreementWith(
  { version }: SessionServiceDependencies,
  { protocol, version: sensorVersion }: Hello,
): Agreement {
  return agreeProtocol(
    { program: 'control plane', version, protocol: protocolVersion },
    { program: 'sensor', version: sensorVersion, protocol },
  );
}

interface SettledIdentity {
  readonly sensor: Sensor | undefined;
  readonly isCloned: boolean;
}

/** A newcomer takes the place of the old link; it is a clone when the old one is alive, or when they take turns. */
async function settleIdentity(
  { links }: SessionServiceDependencies,
  clones: CloneWatch,
  identified: Identified,
  { instance }: Hello,
): Promise<SettledIdentity> {
  if (identified.kind === 'new') return { sensor: undefined, isCloned: false };
  const { sensor } = identified;
  const old = links.get(sensor.id);
  const isOther = old !== undefined && old.identity.instance !== instance;
  const oldAnswers = isOther && (await old.peer.answersPing(pingAnswerMs));
  // Two containers of one name are two sensors: only an id can be cloned.
  if (identified.kind === 'namesake' && oldAnswers) return { sensor: undefined, isCloned: false };
  const alternates = clones.noteHello(sensor.id, instance);
  return { sensor, isCloned: oldAnswers || alternates };
}

function newSensorId(
  { random }: SessionServiceDependencies,
  identified: Identified,
  hello: Hello,
): string {
  const isTaken = identified.kind === 'new' && !identified.isIdFree;
  return isTaken ? random.uuid() : hello.sensorId;
}

function isKeyFull(links: LiveLinks, key: LinkKey, sensorId: string): boolean {
  const others = links.ofKey(key.keyId).filter((link) => link.identity.sensorId !== sensorId);
  return others.length >= key.sensorsMax;
}

function identityOf(sensor: Sensor, hello: Hello) {
  return {
    sensorId: sensor.id,
    keyId: sensor.keyId,
    orgId: sensor.orgId,
    isSystem: sensor.isSystem,
    name: sensor.name,
    epoch: hello.epoch,
    instance: hello.instance,
    analyzerVersion: hello.analyzerVersion,
    slots: slotsOf(hello.capabilities),
  };
}

function welcomeOf(
  { clock, version }: SessionServiceDependencies,
  { credit, key }: NewLink,
  { entry, protocol }: { readonly entry: Entry; readonly protocol: number },
): Welcome {
  return {
    kind: 'welcome',
    protocol,
    version,
    sensorId: entry.sensor.id,
    ackedUpTo: entry.ackedSeq,
    serverTime: clock.now(),
    heartbeatIntervalMs: heartbeatIntervalMsDefault,
    credit,
    reconnectFloorMs,
    ...(key.enrolmentId === undefined ? {} : { rotateKeyAfterMs }),
    configuration: configurationOf(entry.served),
    jobs: entry.jobs,
  };
}

export function configurationOf(served: readonly ServedRegistry[]): Welcome['configuration'] {
  return { registries: served.map(({ registryId, url }) => ({ registryId, url })) };
}

/** Offers nobody has accepted go back at once; accepted work keeps its lease, for the sensor works on without a link. */
async function closeSession(
  { unitOfWork, links, leases, clock, log, wake }: SessionServiceDependencies,
  { link }: SensorSession,
): Promise<void> {
  if (!links.close(link)) return;
  const { sensorId } = link.identity;
  await unitOfWork.writeSystem(async (stores) => {
    // A newer link may have come up while this waited for its turn.
    if (links.get(sensorId) !== undefined) return;
    await stores.sensors.markDisconnected(sensorId, clock.now());
    const held: readonly Job[] = await stores.jobs.heldBy(sensorId);
    await leases.release(
      stores,
      held.filter((job) => job.state === 'assigned'),
    );
  });
  log.info('sensor disconnected', { sensorId });
  wake();
}
