// Everything between the stores and the wires, put together: which service is given which.
import { advisoriesStaleAfterMs } from '@harborguard/shared/advisories/advisory-age.ts';
import type { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import { createMeters } from '@harborguard/shared/metrics/meter.ts';
import type { Clock, Log, Random, Tracer } from '@harborguard/shared/ports.ts';
import { proxyFor } from '@harborguard/shared/registry/proxy-for.ts';
import { createAuditScopes } from './audit-scopes.ts';
import type { ControlPlaneConfig } from './config.ts';
import type { AdvisoryExport } from './domain/advisories/advisory-export.ts';
import { createAdvisoryUpdates, type RunUpdate } from './domain/advisories/advisory-updates.ts';
import { createAuditService } from './domain/audit/audit-service.ts';
import { createAuditedUnitOfWork } from './domain/audit/audited-unit-of-work.ts';
import { createCredentialVault } from './domain/credentials/credential-vault.ts';
import { createMatchLoop } from './domain/findings/create-match-loop.ts';
import type { MatchLoop } from './domain/findings/match-loop.ts';
import { createFactSink } from './domain/inventory/create-fact-sink.ts';
import { defaultShrinkLimits } from './domain/inventory/judge-removals.ts';
import { createEnrolmentService } from './domain/keys/enrolment-service.ts';
import { createKeyService } from './domain/keys/key-service.ts';
import {
  createNotifications,
  type NotificationLoop,
} from './domain/notifications/create-notifications.ts';
import { controlPlaneMetrics } from './domain/operations/control-plane-metrics.ts';
import { createDatabaseHealth } from './domain/operations/database-health.ts';
import { createHistoryPruner, type HistoryPruner } from './domain/operations/history-pruner.ts';
import { createIdempotentAnswers } from './domain/operations/idempotent-answers.ts';
import type { OperationalQueries } from './domain/operations/operational-figures.ts';
import { createPeople } from './domain/people/create-people.ts';
import type { PasswordCost } from './domain/people/password-hasher.ts';
import { createPolicies, type PolicyLoop } from './domain/policies/create-policies.ts';
import { createConnectionTests } from './domain/registries/connection-test.ts';
import { createRegistryService } from './domain/registries/create-registry-service.ts';
import { RegistryClearing } from './domain/registries/registry-clearing.ts';
import { createRegistryDirectory } from './domain/registries/registry-directory.ts';
import { createRegistryStates } from './domain/registries/registry-state.ts';
import { createRetention, type RetentionLoop } from './domain/retention/create-retention.ts';
import { createFleet, type Fleet } from './domain/sensors/create-fleet.ts';
import { createJudgeLoop, type JudgeLoop } from './domain/signatures/judge-loop.ts';
import { createSignerService } from './domain/signatures/signer-service.ts';
import { createViewService } from './domain/views/view-service.ts';
import { createWebhooks } from './domain/webhooks/create-webhooks.ts';
import { freeBytes } from './free-bytes.ts';
import type { AdvisoryAge, ApiServices } from './http/services.ts';
import type { Storage } from './open-storage.ts';
import type { AdvisoryFile } from './outbound/advisory-file.ts';
import { fetchGoogleKeys } from './outbound/fetch-google-keys.ts';
import { createChannelSender } from './outbound/notifications/create-channel-sender.ts';
import { readConsoleFiles } from './read-console-files.ts';
import { singleSignOn } from './single-sign-on.ts';
import { createAttachmentQueries } from './store/create-attachment-queries.ts';
import { createFindingQueries } from './store/create-finding-queries.ts';
import { createImageQueries } from './store/create-image-queries.ts';
import { createObservationQueries } from './store/create-observation-queries.ts';
import { createOperationalQueries } from './store/create-operational-queries.ts';

export interface ServiceParts {
  readonly config: ControlPlaneConfig;
  readonly storage: Storage;
  readonly advisoryFile: AdvisoryFile;
  readonly advisoryExport: AdvisoryExport;
  /** Undefined: nobody said where advisories come from. */
  readonly runAdvisoryUpdate: RunUpdate | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly logThreshold: LogThreshold;
  readonly isReady: () => boolean;
  readonly version: string;
  /** Tests sign in often and make it cheap. */
  readonly passwordCost?: PasswordCost;
  /** For tests: where PagerDuty is. */
  readonly pagerDutyUrl?: string;
}

export interface Services {
  readonly api: ApiServices;
  readonly fleet: Fleet;
  readonly matchLoop: MatchLoop;
  readonly notificationLoop: NotificationLoop;
  readonly judgeLoop: JudgeLoop;
  readonly policyLoop: PolicyLoop;
  readonly historyPruner: HistoryPruner;
  readonly operationalQueries: OperationalQueries;
  readonly retentionLoop: RetentionLoop;
  readonly registryClearing: RegistryClearing;
}

export function createServices(parts: ServiceParts): Services {
  const { config, storage, advisoryFile, clock, random, log, tracer } = parts;
  const { dataKeys, db, changes } = storage;
  const auditScopes = createAuditScopes();
  const unitOfWork = createAuditedUnitOfWork(storage.unitOfWork, { scopes: auditScopes, clock });
  const base = { unitOfWork, clock, random, log, tracer };
  const { allowedAddresses } = config;
  const keys = createKeyService(base);
  const directory = createRegistryDirectory(allowedAddresses);
  const vault = createCredentialVault({ ...base, dataKeys });
  const wakeVerdicts = (): void => policyLoop.wake();
  const matchLoop = createMatchLoop({
    ...base,
    advisories: advisoryFile,
    onMatched: wakeVerdicts,
  });
  // Facts ask for scans and jobs bring facts: one of the two has to look the other up when it is needed.
  const factSink = createFactSink({
    shrink: { ...defaultShrinkLimits, share: config.shrinkPercent / 100 },
    scans: { enqueueScan: (stores, request) => fleet.jobs.enqueueScan(stores, request) },
  });
  const judgeLoop = createJudgeLoop({ ...base, onJudged: wakeVerdicts });
  const onCommitted = (): void => {
    matchLoop.wake();
    judgeLoop.wake();
    wakeVerdicts();
  };
  const meters = createMeters(controlPlaneMetrics);
  const historyPruner = createHistoryPruner({
    ...base,
    historyDays: config.operations.historyDays,
    onPruned: (rows) => meters.rowsPruned.add({}, rows),
  });
  const fleet: Fleet = createFleet({
    ...base,
    version: parts.version,
    meters,
    directory,
    credentials: vault,
    factSink,
    onCommitted,
  });
  const { jobs, sensors } = fleet;
  const { publicUrl } = config;
  const webhooks = createWebhooks({
    ...base,
    dataKeys,
    jobs,
    publicUrl,
    fetchKeys: fetchGoogleKeys,
  });
  const advisories = (): AdvisoryAge => advisoryAge(advisoryFile, clock.now());
  const registryStates = createRegistryStates({
    ...base,
    sensors,
    advisories: () => advisories().state,
  });
  const { notificationLoop, ...notifications } = createNotifications({
    ...{ ...base, dataKeys, allowedAddresses, publicUrl, sensors, registryStates, advisories },
    sender: createChannelSender({
      ...{ clock, allowedAddresses },
      ...(parts.pagerDutyUrl === undefined ? {} : { pagerDutyUrl: parts.pagerDutyUrl }),
      proxyFor: (url) => proxyFor(url, config.proxies),
    }),
  });
  const { policyLoop, ...policies } = createPolicies({
    ...{ ...base, jobs, advisories, exceptionDaysMax: config.exceptionDaysMax },
    wakeMatching: () => matchLoop.wake(),
  });
  const { retention, retentionLoop } = createRetention(base);
  const registryClearing = new RegistryClearing({ ...base, jobs });
  const api: ApiServices = {
    ...base,
    audit: createAuditService(base),
    auditScopes,
    ...notifications,
    ...policies,
    keys,
    enrolments: createEnrolmentService(base),
    ...createPeople({
      ...{ ...base, ...optionalCost(parts.passwordCost) },
      ...singleSignOn(config, clock),
    }),
    localAccounts: config.localAccounts,
    jobs,
    sensors,
    registries: createRegistryService({
      ...base,
      ...{ keys, vault, sensors, jobs, allowedAddresses, clearing: registryClearing },
    }),
    registryStates,
    connectionTests: createConnectionTests({ ...base, vault, jobs, directory, allowedAddresses }),
    images: createImageQueries(db),
    findings: createFindingQueries(db),
    observations: createObservationQueries(db),
    changes,
    consoleFiles: readConsoleFiles(config.consoleFolder),
    signers: createSignerService({ ...base, judgeLoop }),
    attachments: createAttachmentQueries(db),
    views: createViewService(base),
    retention,
    ...webhooks,
    publicUrl,
    trustedProxies: config.trustedProxies,
    advisories,
    advisoryExport: parts.advisoryExport,
    advisoryUpdates: createAdvisoryUpdates({
      ...base,
      run: parts.runAdvisoryUpdate,
      intervalMs: config.advisories.updateMinutes * 60_000,
    }),
    operations: {
      logThreshold: parts.logThreshold,
      databaseHealth: createDatabaseHealth({
        ...base,
        freeBytes: () =>
          config.database === undefined ? freeBytes(config.dataFolder) : Promise.resolve(undefined),
      }),
      idempotentAnswers: createIdempotentAnswers({ ...base, dataKeys }),
      rateLimits: config.operations,
      meters,
    },
    isReady: parts.isReady,
    version: parts.version,
  };
  const operationalQueries = createOperationalQueries(db);
  return {
    ...{ api, fleet, matchLoop, judgeLoop, policyLoop, notificationLoop },
    ...{ historyPruner, operationalQueries, retentionLoop, registryClearing },
  };
}

function optionalCost(passwordCost: PasswordCost | undefined) {
  return passwordCost === undefined ? {} : { passwordCost };
}

function advisoryAge(file: AdvisoryFile, now: number): AdvisoryAge {
  const description = file.current()?.describe();
  if (description === undefined) return { state: 'missing', description };
  const isStale = now - description.newestModifiedAtMs > advisoriesStaleAfterMs;
  return { state: isStale ? 'stale' : 'current', description };
}
