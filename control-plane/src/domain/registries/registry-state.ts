// How a registry is doing, computed from facts each time it is asked: its sensors, its running sync, its last syncs.
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import {
  type RegistryCondition,
  type RegistryFacts,
  type RegistryStatus,
  registryConditions,
  registryStatus,
  type SyncOutcome,
} from '@harborguard/shared/registry/registry-status.ts';
import { healthWindow, syncHealth } from '@harborguard/shared/registry/sync-health.ts';
import { nextStartAt } from '../schedule/next-start-at.ts';
import type { SensorService, SensorState } from '../sensors/sensor-service.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import type { Registry, SyncRun } from './registry-store.ts';

export interface RegistryState {
  readonly status: RegistryStatus;
  /** 0 to 100; undefined until a sync has finished. */
  readonly health: number | undefined;
  readonly conditions: readonly RegistryCondition[];
  /** Of the next sync by time; undefined where none will come by itself. */
  readonly nextStartAt: number | undefined;
  readonly sensors: readonly SensorState[];
  readonly lastRun: SyncRun | undefined;
  /** Those that health is made of, newest first. */
  readonly recentRuns: readonly SyncRun[];
}

export interface RegistryStates {
  of(orgId: string, registries: readonly Registry[]): Promise<readonly RegistryState[]>;
}

export interface RegistryStatesDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly sensors: Pick<SensorService, 'sensorStates'>;
  readonly advisories: () => NonNullable<RegistryFacts['advisories']>;
}

export function createRegistryStates(dependencies: RegistryStatesDependencies): RegistryStates {
  return {
    of: (orgId, registries) =>
      dependencies.unitOfWork.read(orgId, async (stores) => {
        const states: RegistryState[] = [];
        for (const registry of registries) {
          states.push(await stateOf(dependencies, stores, registry));
        }
        return states;
      }),
  };
}

async function stateOf(
  { clock, sensors, advisories }: RegistryStatesDependencies,
  stores: Stores,
  registry: Registry,
): Promise<RegistryState> {
  const serving = await sensors.sensorStates(stores, registry.id);
  const judged = await stores.registries.judgedSyncRuns(registry.id, healthWindow);
  const [lastRun] = judged;
  const facts: RegistryFacts = {
    sensor: sensorFact(serving),
    syncRunning: await stores.registries.isSyncing(registry.id, clock.now()),
    ...(lastRun === undefined ? {} : { lastSync: outcomeOf(lastRun) }),
    advisories: advisories(),
    ...restraintOf(registry, clock.now()),
  };
  return {
    status: registryStatus(facts),
    health: syncHealth(judged.map((run) => outcomeOf(run).kind).reverse()),
    conditions: withRunConditions(registryConditions(facts), lastRun),
    nextStartAt: nextStartAt(registry, clock.now()),
    sensors: serving,
    lastRun,
    recentRuns: judged,
  };
}

function restraintOf(registry: Registry, now: number): Pick<RegistryFacts, 'restraint'> {
  if (registry.pausedAt !== undefined) return { restraint: 'paused' };
  const window = registry.blackoutWindow;
  const isOpen = window !== undefined && window.from <= now && now < window.until;
  return isOpen ? { restraint: 'blackout' } : {};
}

function sensorFact(states: readonly SensorState[]): RegistryFacts['sensor'] {
  if (states.some((state) => state.liveness === 'online')) return 'live';
  return states.some((state) => state.liveness === 'offline') ? 'lost' : 'never-seen';
}

function outcomeOf(run: SyncRun): SyncOutcome {
  if (run.outcome !== 'succeeded') {
    return { kind: 'failed', ...(isErrorCode(run.errorCode) ? { code: run.errorCode } : {}) };
  }
  if (run.restricted) return { kind: 'restricted' };
  return { kind: run.conditions.includes('SHRINK_UNCONFIRMED') ? 'unconfirmed' : 'succeeded' };
}

/** The sync names more conditions than its outcome does, such as a list that ended early. */
function withRunConditions(
  conditions: readonly RegistryCondition[],
  lastRun: SyncRun | undefined,
): readonly RegistryCondition[] {
  const named = new Set(conditions.map((condition) => condition.code));
  const more = (lastRun?.conditions ?? [])
    .filter(isErrorCode)
    .filter((code) => !named.has(code))
    .map((code) => ({ code, firstCheck: errorRow(code).firstCheck }));
  return [...conditions, ...more];
}
