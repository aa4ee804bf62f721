// Puts together everything about jobs, sensors and the schedule, and keeps their clockwork going. The gateway
// brings the links; this knows nothing of sockets.
import type { Clock, Log, Random, Tracer } from '@harborguard/shared/ports.ts';
import type {
  Diagnostics,
  Heartbeat,
  Progress,
} from '@harborguard/shared/protocol/sensor-frames.ts';
import type { CredentialSource } from '../credentials/credential-source.ts';
import type { FactSink } from '../inventory/fact-sink.ts';
import { createJobService } from '../jobs/create-job-service.ts';
import { createDispatcher } from '../jobs/dispatcher.ts';
import { Downtime } from '../jobs/downtime.ts';
import { JobEndings } from '../jobs/job-endings.ts';
import { createJobLifecycle } from '../jobs/job-lifecycle.ts';
import { defaultBudgetsMs, type JobBudgets, refusalPauseMs } from '../jobs/job-policy.ts';
import type { JobService } from '../jobs/job-service.ts';
import { createLeaseService, type LeaseService } from '../jobs/lease-service.ts';
import { createLeaseSweeper } from '../jobs/lease-sweeper.ts';
import type { ControlPlaneMeters } from '../operations/control-plane-metrics.ts';
import { countEnding } from '../operations/count-endings.ts';
import type { RegistryDirectory } from '../registries/registry-directory.ts';
import { createScheduler } from '../schedule/create-scheduler.ts';
import { refreshBlackouts } from '../schedule/refresh-blackouts.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { Clockwork } from './clockwork.ts';
import { createSensorService } from './create-sensor-service.ts';
import { DiagnosticsRequests } from './diagnostics-requests.ts';
import { createIngest, type Ingest } from './ingest.ts';
import { LiveLinks } from './live-links.ts';
import type { SensorService } from './sensor-service.ts';
import type { SensorSession } from './sensor-session.ts';
import { createSessionService, type SessionService } from './session-service.ts';
import { Sightings } from './sightings.ts';

export interface FleetDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly directory: RegistryDirectory;
  readonly credentials: CredentialSource;
  readonly factSink: FactSink;
  /** Called after each commit that brought facts: the matcher waits for it. */
  readonly onCommitted: () => void;
  readonly budgets?: Partial<JobBudgets>;
  readonly meters?: ControlPlaneMeters;
  /** Of this program. */
  readonly version: string;
}

/** What the gateway does on behalf of sensors. */
export interface LinkServices {
  readonly sessions: SessionService;
  readonly leases: LeaseService;
  readonly ingest: Ingest;
  /** The welcome was sent; work may follow. */
  welcomed(session: SensorSession): void;
  heartbeat(session: SensorSession, heartbeat: Heartbeat): Promise<void>;
  progress(session: SensorSession, progress: Progress): void;
  /** The answer to a question of ours. */
  diagnosed(session: SensorSession, frame: Diagnostics): void;
  now(): number;
  /** The sensor is busy: it is left alone for a while. */
  pause(session: SensorSession): void;
  /** The sensor says goodbye: it gets nothing more over this link. */
  retire(session: SensorSession): void;
}

export interface Fleet {
  readonly jobs: JobService;
  readonly sensors: SensorService;
  readonly links: LinkServices;
  /** Before any link is taken. */
  start(): Promise<void>;
  /** Hands out nothing more; call before links are drained. */
  stopDispatch(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves once what was woken so far is done. */
  settled(): Promise<void>;
}

const sweepIntervalMs = 2_000;
const writeIntervalMs = 5_000;
const scheduleIntervalMs = 15_000;
/** A window that follows another without a gap is joined to it, so this much late is never too late. */
const blackoutIntervalMs = 10_000;

export function createFleet(dependencies: FleetDependencies): Fleet {
  const { unitOfWork, clock, random, log, tracer, directory, credentials } = dependencies;
  const { factSink, onCommitted, meters } = dependencies;
  const budgets = { ...defaultBudgetsMs, ...dependencies.budgets };
  const links = new LiveLinks();
  const endings = new JobEndings((job) => meters && countEnding(meters, job));
  const lifecycle = createJobLifecycle(factSink, random);
  const base = { unitOfWork, clock, random, log, tracer, links, endings, lifecycle, budgets };
  const dispatcher = createDispatcher({ ...base, directory });
  const wake = dispatcher.wake;
  const schedule = createScheduler({ ...base, wake });
  const leases = createLeaseService({ ...base, credentials, wake });
  const sessions = createSessionService({ ...base, leases, wake, version: dependencies.version });
  const apply = createIngest({ ...base, leases, factSink, wake, onCommitted });
  const ingest: Ingest = async (session, items) => {
    const outcome = await apply(session, items);
    const acked = items.filter(({ seq }) => seq <= outcome.ackedSeq);
    meters?.logMessagesAcked.add({}, acked.length);
    return outcome;
  };
  const sightings = new Sightings(base);
  const downtime = new Downtime(base);
  const sweepLeases = createLeaseSweeper({ ...base, wake });
  const sweep = async (): Promise<void> => {
    if (await downtime.coverJump()) await refreshBlackouts(base);
    await sweepLeases();
  };
  const diagnostics = new DiagnosticsRequests(base);
  const sensors = createSensorService({
    ...base,
    diagnostics,
    sightings,
    leases,
    downtime,
    schedule,
    wake,
  });
  const clockwork = new Clockwork(clock, log, [
    { name: 'sweep', everyMs: sweepIntervalMs, run: sweep },
    { name: 'dispatch', everyMs: sweepIntervalMs, run: () => Promise.resolve(wake()) },
    { name: 'sightings', everyMs: writeIntervalMs, run: () => sightings.flush() },
    { name: 'heartbeats', everyMs: writeIntervalMs, run: () => sightings.flushBeats() },
    { name: 'alive', everyMs: writeIntervalMs, run: () => downtime.noteAlive() },
    { name: 'blackouts', everyMs: blackoutIntervalMs, run: () => refreshBlackouts(base) },
    { name: 'schedule', everyMs: scheduleIntervalMs, run: schedule },
  ]);
  return {
    jobs: createJobService({ ...base, wake }),
    sensors,
    links: {
      sessions,
      leases,
      ingest,
      welcomed: ({ link }) => {
        link.noteWelcomed();
        wake();
      },
      heartbeat: async ({ link }, heartbeat) => {
        sightings.noteHeartbeat(link, heartbeat);
        if (!link.noteHeartbeat()) return;
        // The schedule reads from the database which sensors have sent one.
        await sightings.flush();
        await schedule();
        wake();
      },
      diagnosed: ({ link }, frame) => diagnostics.take(link.identity.sensorId, frame),
      progress: (_session, progress) => sightings.noteProgress(progress),
      now: () => clock.now(),
      pause: ({ link }) => link.pauseUntil(clock.now() + refusalPauseMs),
      retire: ({ link }) => link.pauseUntil(Number.POSITIVE_INFINITY),
    },
    start: async () => {
      await downtime.cover();
      await refreshBlackouts(base);
      clockwork.start();
    },
    stopDispatch: () => dispatcher.stop(),
    stop: async () => {
      await dispatcher.stop();
      await clockwork.stop();
      await sightings.flush();
      await sightings.flushBeats(true);
      await downtime.noteAlive();
    },
    settled: async () => {
      await clockwork.settled();
      await dispatcher.settled();
    },
  };
}
