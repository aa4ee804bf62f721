// The daemon: puts the rooms of the house together, starts what an earlier life left, opens the link, and ends in
// good order. The one place where the sensor's parts meet.
import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Random, Tracer } from '@harborguard/shared/ports.ts';
import type { JobAssign } from '@harborguard/shared/protocol/control-plane-frames.ts';
import { diagnosticsCapability } from '@harborguard/shared/protocol/diagnostics.ts';
import { sensorStopMsMax } from '@harborguard/shared/protocol/link-limits.ts';
import type { GrantedSecrets } from '@harborguard/shared/protocol/registry-target.ts';
import type { JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';
import { proxyFor } from '@harborguard/shared/registry/proxy-for.ts';
import type { SensorConfig } from './config.ts';
import { createCredentials } from './credentials.ts';
import { externalScansOf } from './external/create-external-scans.ts';
import { createExecute } from './jobs/execute-job.ts';
import { createJobRunner, type JobRunner } from './jobs/job-runner.ts';
import { ProviderPool } from './jobs/provider-pool.ts';
import { PullBudgets } from './jobs/pull-budgets.ts';
import { RegistryReachability } from './jobs/registry-reachability.ts';
import { createScopedScan } from './jobs/scoped-scan.ts';
import { createLink, type Link } from './link/link.ts';
import type { AssignReply, LinkCallbacks } from './link/link-options.ts';
import { Outbox } from './outbox/outbox.ts';
import { readKey } from './read-key.ts';
import { RecentErrors } from './recent-errors.ts';
import { KnownAnswers } from './registry/http/known-answers.ts';
import { createProvider } from './registry/providers/create-provider.ts';
import { createRegistryNetwork, type RegistryNetwork } from './registry-network.ts';
import { analyzerVersion } from './scan/detectors/detectors.ts';
import { SelfWatch, type SensorFigures } from './self-watch.ts';
import { sensorVersion } from './sensor-version.ts';
import { type ServedMetrics, serveMetrics } from './serve-metrics.ts';
import { HealthFile, healthBeatMs } from './store/health-file.ts';
import { openStateFolder, type StateFolder } from './store/open-state-folder.ts';
import { OwnKey } from './store/own-key.ts';
import { watchOwnTrouble } from './watch-own-trouble.ts';
import { withGrantedCertificate } from './with-granted-certificate.ts';

export interface System {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
}

export interface Sensor {
  /** Throws CONFIGURATION_INVALID when metrics cannot be served where they are wanted. */
  start(): Promise<void>;
  /** Resolves when only a restart can help: the next start sets a damaged database aside. */
  readonly broken: Promise<void>;
  /** Lets running jobs end for a while, delivers what waits, closes. What is left goes on at the next start. */
  stop(): Promise<void>;
}

/** Free disk is asked this often at most: heartbeats only repeat it. */
const diskIntervalMs = 60_000;

export function createSensor(config: SensorConfig, system: System): Sensor {
  const state = openStateFolder({
    ...system,
    folder: config.local.stateFolder,
    cacheBytesMax: config.local.layerCacheBytes,
  });
  const errors = new RecentErrors(system.clock);
  return new SensorDaemon(config, { ...system, log: errors.watch(system.log) }, { state, errors });
}

class SensorDaemon implements Sensor {
  readonly #config: SensorConfig;
  readonly #system: System;
  readonly #state: StateFolder;
  readonly #network: RegistryNetwork;
  readonly #selfWatch: SelfWatch;
  #metrics: Promise<ServedMetrics | undefined> = Promise.resolve(undefined);
  readonly #outbox: Outbox;
  readonly #pool: ProviderPool;
  readonly #runner: JobRunner;
  readonly #link: Link;
  readonly #reachability = new RegistryReachability();
  readonly #health: HealthFile;
  readonly #breaking = Promise.withResolvers<void>();
  #freeDiskBytes: number | undefined;
  #stopping = false;
  #stopWatching: () => void = () => undefined;

  constructor(
    config: SensorConfig,
    system: System,
    { state, errors }: { readonly state: StateFolder; readonly errors: RecentErrors },
  ) {
    this.#config = config;
    this.#system = system;
    this.#state = state;
    this.#health = new HealthFile(config.local.stateFolder);
    this.#selfWatch = new SelfWatch({
      ...{ clock: system.clock, errors, analyzerVersion, variables: config.local.variables },
      figures: () => this.#figures(),
    });
    this.#network = createRegistryNetwork(config.local, system, (status) =>
      this.#selfWatch.noteRegistryAnswer(status),
    );
    const { outboxBytes } = config.local;
    this.#outbox = new Outbox({
      ...system,
      store: state.outboxStore,
      limits: { bytesMax: outboxBytes },
    });
    this.#pool = this.#createPool();
    this.#runner = this.#createRunner();
    this.#link = this.#createLink();
  }

  get broken(): Promise<void> {
    return this.#breaking.promise;
  }

  async start(): Promise<void> {
    const { log } = this.#system;
    const { metricsListen } = this.#config.local;
    if (metricsListen !== undefined) {
      this.#metrics = serveMetrics(this.#selfWatch, this.#system, metricsListen);
      await this.#metrics;
    }
    log.info('sensor started', {
      version: sensorVersion,
      sensorId: this.#state.identity.sensorId,
      url: this.#config.link.url,
      backlog: this.#outbox.stats().messages,
    });
    this.#watchDisk();
    this.#beat();
    this.#stopWatching = watchOwnTrouble(this.#system.clock, () => this.#runner.endangered());
    this.#runner.recover();
    this.#link.start();
  }

  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    const { log } = this.#system;
    log.info('sensor stopping', { jobs: this.#runner.held().length });
    await this.#runner.stop({ graceMs: sensorStopMsMax.jobs });
    this.#stopWatching();
    await this.#link.stop({ drain: true, drainMsMax: sensorStopMsMax.acks });
    await this.#pool.close();
    this.#outbox.flush();
    await (await this.#metrics.catch(() => undefined))?.close();
    this.#health.remove();
    this.#state.close();
    log.info('sensor stopped', {});
  }

  #createPool(): ProviderPool {
    const { local } = this.#config;
    const userAgent = `HarborGuard-Sensor/${sensorVersion}`;
    const credentials = createCredentials(local, {
      cloud: { ...this.#system, ...this.#network.settings, userAgent },
      requestCredential: async ({ registryId }) =>
        (await this.#granted(registryId)).credential ?? undefined,
    });
    const knownAnswers = new KnownAnswers();
    return new ProviderPool(async (target) => {
      const complete = await this.#network.complete(
        await withGrantedCertificate(target, (registryId) => this.#granted(registryId)),
      );
      return createProvider(complete, {
        ...this.#system,
        ...this.#network.settings,
        credentials,
        knownAnswers,
        userAgent,
        trustedRealmHosts: local.allowedTokenHosts,
      });
    }, this.#system.clock);
  }

  #granted(registryId: string): Promise<GrantedSecrets> {
    return this.#link.requestCredential(this.#jobOf(registryId));
  }

  /** The control plane gives a credential to a job it has leased, so one of the registry's is named. */
  #jobOf(registryId: string): JobRef {
    const job = this.#runner.held().find((held) => held.registryId === registryId);
    if (job === undefined) throw new HarborError('CANCELLED');
    return { jobId: job.jobId, attempt: job.attempt };
  }

  #createRunner(): JobRunner {
    const { clock, log, tracer } = this.#system;
    const { parallelScans, parallelLayers } = this.#config.local;
    const report = async (message: Parameters<Outbox['appendDurably']>[0]) => {
      const traceparent = tracer.current();
      const isOfJob = traceparent !== undefined && 'jobId' in message;
      await this.#outbox.appendDurably(isOfJob ? { ...message, traceparent } : message);
    };
    const execute = createExecute({
      clock,
      log,
      tracer,
      report,
      pool: this.#pool,
      pullBudgets: new PullBudgets(clock, this.#state.spentPulls),
      journal: this.#state.jobJournal,
      sendProgress: (progress) => this.#link.sendProgress(progress),
      external: externalScansOf(this.#config.local.external, this.#config.local.stateFolder, {
        clock,
        log,
      }),
      scan: createScopedScan({
        ...{ clock, log, tracer, parallelLayers },
        layerCache: this.#state.scanCache.of('layer'),
        inventoryCache: this.#state.scanCache.of('inventory'),
      }),
    });
    return createJobRunner({
      clock,
      log,
      tracer,
      report,
      journal: this.#state.jobJournal,
      execute: this.#reachability.watch(execute),
      capacities: { probe: 4, sync: 2, scan: parallelScans },
    });
  }

  #createLink(): Link {
    const { url, enrolmentToken, name, caFile, allowPlainHttp } = this.#config.link;
    const ownKey =
      enrolmentToken === undefined
        ? undefined
        : new OwnKey(this.#config.local.stateFolder, { ...this.#system, enrolmentToken });
    return createLink({
      ...this.#system,
      url,
      apiKey: () => ownKey?.next() ?? readKey(this.#config.link),
      ownKey,
      allowPlainHttp,
      caPem: this.#linkAuthorities(caFile),
      proxy: proxyFor(new URL(url), this.#config.local.proxies),
      outbox: this.#outbox,
      identity: this.#state.identity,
      process: {
        name,
        version: sensorVersion,
        instance: this.#system.random.uuid(),
        capabilities: [
          ...['probe', 'sync', 'scan', diagnosticsCapability],
          `slots.scan=${this.#config.local.parallelScans}`,
        ],
        analyzerVersion,
        platform: `${process.platform}/${process.arch}`,
      },
      callbacks: this.#callbacks(),
      heartbeat: () => this.#heartbeat(),
      diagnostics: () => this.#selfWatch.diagnostics(),
      heldJobs: () => this.#runner.held().map(({ jobId, attempt }) => ({ jobId, attempt })),
    });
  }

  #linkAuthorities(caFile: string | undefined): string | undefined {
    const own = caFile === undefined ? [] : [readCa(caFile)];
    const all = [...own, ...this.#network.settings.caPems];
    return all.length === 0 ? undefined : all.join('\n');
  }

  #callbacks(): LinkCallbacks {
    const { log } = this.#system;
    return {
      onWelcome: (welcome) => {
        log.info('link welcomed', { ackedUpTo: welcome.ackedUpTo });
      },
      onAssign: (job) => Promise.resolve(this.#take(job)),
      onCancel: (job) => this.#runner.cancel(job),
      onLeaseLost: (job) => this.#runner.drop(job),
      onConfiguration: ({ registries }) =>
        this.#reachability.keep(registries.map(({ registryId }) => registryId)),
      onDrain: () => log.info('control plane draining', {}),
      onState: (status) => {
        log.info('link state changed', { ...status });
        this.#selfWatch.noteLink(status);
        this.#health.beat(status.state, this.#system.clock.now());
        if (status.code === 'DATABASE_CORRUPT') this.#breaking.resolve();
      },
    };
  }

  #take({ jobId, attempt, budgetMs, payload }: JobAssign): AssignReply {
    const intake = this.#runner.accept({ jobId, attempt, budgetMs, payload });
    return intake.kind === 'accepted' ? 'accept' : { refuse: intake.code };
  }

  #figures(): SensorFigures {
    return {
      outbox: this.#outbox.stats(),
      runningJobs: this.#runner.held().length,
      layerCacheBytes: this.#state.scanCache.bytes,
      freeDiskBytes: this.#freeDiskBytes,
    };
  }

  #heartbeat() {
    const { messages, bytes, oldestAgeMs, lost } = this.#outbox.stats();
    const working = this.#runner.isWorking() ? ('working' as const) : ('idle' as const);
    return {
      state: this.#stopping ? ('draining' as const) : working,
      version: sensorVersion,
      backlog: { messages, bytes, oldestAgeMs },
      leases: this.#runner.held().map(({ jobId, attempt }) => ({ jobId, attempt })),
      rssBytes: process.memoryUsage.rss(),
      clock: this.#system.clock.now(),
      registries: this.#reachability.list(),
      lostMessages: lost,
      ...(this.#freeDiskBytes === undefined ? {} : { freeDiskBytes: this.#freeDiskBytes }),
    };
  }

  #beat(): void {
    if (this.#stopping) return;
    const { clock } = this.#system;
    this.#health.beat(this.#link.status.state, clock.now());
    clock.setTimer(healthBeatMs, () => this.#beat(), { background: true });
  }

  #watchDisk(): void {
    const look = async () => {
      try {
        const { bavail, bsize } = await statfs(this.#config.local.stateFolder);
        this.#freeDiskBytes = bavail * bsize;
      } catch {
        this.#freeDiskBytes = undefined;
      }
      if (this.#stopping) return;
      this.#system.clock.setTimer(diskIntervalMs, () => void look(), { background: true });
    };
    void look();
  }
}

function readCa(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new HarborError('FILE_UNREADABLE', { details: { path }, cause });
  }
}
