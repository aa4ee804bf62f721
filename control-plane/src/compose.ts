// The composition root: every part of a running control plane is made and joined here, started and stopped in order.
import { extname, join } from 'node:path';
import type { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import { startTracing } from '@harborguard/shared/runtime/tracing/start-tracing.ts';
import type { Tracing } from '@harborguard/shared/tracing/tracing.ts';
import { openAdvisories } from './advisories/advisory-database.ts';
import { changedPackages } from './advisories/changed-packages.ts';
import { writeExportedFile } from './advisories/exported-file.ts';
import { buildApp } from './app.ts';
import type { ControlPlaneConfig } from './config.ts';
import { createServices, type Services } from './create-services.ts';
import type { RunUpdate } from './domain/advisories/advisory-updates.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import type { ApiServer } from './http/type-provider.ts';
import { listen } from './listen.ts';
import {
  exportedAdvisoriesPath,
  inUseAdvisoriesPath,
  openStorage,
  type Storage,
} from './open-storage.ts';
import { createAdvisoryExport } from './outbound/advisory-export.ts';
import { type AdvisoryFile, openAdvisoryFile } from './outbound/advisory-file.ts';
import type { ManagedSensor } from './outbound/managed-sensor.ts';
import { createUpdateRun } from './outbound/run-advisory-update.ts';
import { runManagedSensor } from './run-managed-sensor.ts';
import { type ServedMetrics, serveMetrics } from './serve-metrics.ts';
import { createStandbyServer } from './standby-server.ts';
import { version } from './version.ts';
import { attachGateway, type Gateway } from './ws/attach-gateway.ts';

export interface ControlPlanePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly logThreshold: LogThreshold;
  /** What the managed sensor inherits. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends the waiting for another control plane on the same database. */
  readonly signal?: AbortSignal;
}

export interface ControlPlane {
  readonly app: ApiServer;
  readonly services: Services;
  /** Resolves when another control plane has taken over on the same database: this one has to end. */
  readonly lost: Promise<HarborError>;
  /** Listens, starts the clockwork and the managed sensor. Resolves with the address to reach it at. */
  start(): Promise<string>;
  /** Sends sensors away in good order, finishes what is at hand, closes everything. */
  stop(): Promise<void>;
}

export async function composeControlPlane(
  config: ControlPlaneConfig,
  ports: ControlPlanePorts,
): Promise<ControlPlane> {
  const { clock, log } = ports;
  const tracing = await startTracing(config.tracing, {
    ...ports,
    program: { name: 'harborguard-control-plane', version },
  });
  const standby = createStandbyServer(config.listen);
  let storage: Storage | undefined;
  let advisoryFile: AdvisoryFile | undefined;
  try {
    storage = await openStorage(config, { ...ports, onWaiting: standby.start }).finally(
      standby.stop,
    );
    advisoryFile = await openAdvisoryFile({
      path: config.advisoriesFile,
      inUsePath: inUseAdvisoriesPath(config),
      clock,
      log,
      open: openAdvisories,
      compare: changedPackages,
    });
    return await assemble(config, ports, { tracing, storage, advisoryFile });
  } catch (error) {
    await advisoryFile?.close();
    await storage?.close();
    await tracing.close();
    throw error;
  }
}

interface Opened {
  readonly tracing: Tracing;
  readonly storage: Storage;
  readonly advisoryFile: AdvisoryFile;
}

async function assemble(
  config: ControlPlaneConfig,
  ports: ControlPlanePorts,
  { tracing, storage, advisoryFile }: Opened,
): Promise<ControlPlane> {
  const { clock, random, log } = ports;
  let isReady = false;
  const services = createServices({
    ...{ config, storage, advisoryFile, clock, random, log, version },
    logThreshold: ports.logThreshold,
    tracer: tracing.tracer,
    advisoryExport: createAdvisoryExport({
      current: () => advisoryFile.current(),
      databasePath: config.advisoriesFile,
      exportPath: exportedAdvisoriesPath(config),
      write: writeExportedFile,
    }),
    runAdvisoryUpdate: advisoryUpdateOf(config, ports),
    isReady: () => isReady,
  });
  const { api, fleet, matchLoop, judgeLoop, policyLoop } = services;
  const { notificationLoop, historyPruner, retentionLoop, registryClearing } = services;
  const app = await buildApp(api);
  let gateway: Gateway | undefined;
  let managedSensor: ManagedSensor | undefined;
  let metrics: ServedMetrics | undefined;

  return {
    app,
    services,
    lost: storage.lost,
    start: async () => {
      await fleet.start();
      gateway = attachGateway(app.server, {
        clock,
        random,
        log,
        keys: api.keys,
        enrolments: api.enrolments,
        links: fleet.links,
        version,
        wrongKeys: {
          perMinute: config.operations.addressRateLimit,
          trustedProxies: config.trustedProxies,
        },
        linkFrames: api.operations.meters.linkFrames,
      });
      await matchLoop.start();
      judgeLoop.start();
      await policyLoop.start();
      retentionLoop.start();
      registryClearing.start();
      await api.webhooks.start();
      notificationLoop.start();
      historyPruner.start();
      await api.advisoryUpdates.start();
      advisoryFile.watch((changed) => matchLoop.advisoriesChanged(changed));
      const { metricsListen } = config.operations;
      metrics =
        metricsListen &&
        (await serveMetrics(services, ports, {
          listen: metricsListen,
          linkCount: () => gateway?.linkCount ?? 0,
        }));
      const url = await listen(app, config.listen);
      isReady = true;
      log.info('control plane listening', { url, version });
      await tellFirstKey(services, log);
      if (config.managedSensor) {
        managedSensor = await runManagedSensor({ config, ports, services, url });
      }
      return url;
    },
    stop: async () => {
      isReady = false;
      log.info('control plane stopping');
      await inOrder(log, [
        () => fleet.stopDispatch(),
        () => managedSensor?.stop(),
        () => gateway?.drain(),
        () => gateway?.close(),
        () => app.close(),
        () => api.webhooks.stop(),
        () => historyPruner.stop(),
        () => api.advisoryUpdates.stop(),
        () => api.advisoryExport.close(),
        () => fleet.stop(),
        () => matchLoop.stop(),
        () => notificationLoop.stop(),
        () => judgeLoop.stop(),
        () => policyLoop.stop(),
        () => retentionLoop.stop(),
        () => registryClearing.stop(),
        () => advisoryFile.close(),
        () => metrics?.close(),
        () => storage.close(),
        () => tracing.close(),
      ]);
      log.info('control plane stopped');
    },
  };
}

/** Each step, also after one that failed: with the database away, a last word to it is all that is lost. */
async function inOrder(log: Log, steps: readonly (() => unknown)[]): Promise<void> {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      log.warn('a part did not end well', { error });
    }
  }
}

function advisoryUpdateOf(
  { advisories, dataFolder, advisoriesFile }: ControlPlaneConfig,
  { environment }: ControlPlanePorts,
): RunUpdate | undefined {
  if (advisories.source === undefined) return undefined;
  const own = { HARBORGUARD_DATA_DIR: dataFolder, HARBORGUARD_ADVISORIES_FILE: advisoriesFile };
  // Plain JavaScript in an image.
  const entry = join(import.meta.dirname, `main${extname(import.meta.filename)}`);
  return createUpdateRun({ entry, environment: { ...environment, ...own } });
}

/** No key is ever made by itself; whoever holds the data folder makes the first one. */
async function tellFirstKey({ api }: Services, log: Log): Promise<void> {
  const now = api.clock.now();
  const hasKey = await api.unitOfWork.readSystem((stores) => stores.keys.hasUsableUserKey(now));
  if (hasKey) return;
  log.warn('no key yet', {
    organisation: defaultOrganisationId,
    make: 'control-plane create-key --name NAME --role owner',
  });
}
