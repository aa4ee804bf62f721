// Starts syncs by time, and the first sync of a registry as soon as a sensor that serves it has sent a heartbeat.
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import type { JobTrigger } from '../jobs/job.ts';
import type { ScheduledRegistry } from '../jobs/job-store.ts';
import { startOrJoin } from '../jobs/start-or-join.ts';
import type { SystemStores, UnitOfWork } from '../unit-of-work.ts';
import { nextSyncAt } from './next-sync-at.ts';

export interface SchedulerDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly wake: () => void;
}

/** Looks once for due registries. Called at first heartbeats, at changes of configuration, and by the tick. */
export type Scheduler = () => Promise<void>;

/** Registries per transaction; the next tick takes the rest. */
const registriesPerTick = 500;

export function createScheduler(dependencies: SchedulerDependencies): Scheduler {
  const { unitOfWork, clock, log, wake } = dependencies;
  return async () => {
    const candidates = ({ jobs }: SystemStores) =>
      jobs.scheduledRegistries(clock.now(), registriesPerTick);
    if ((await unitOfWork.readSystem(candidates)).length === 0) return;
    const started = await unitOfWork.writeSystem(async (stores) => {
      let count = 0;
      // Read again: one may have been paused, edited or deleted meanwhile.
      for (const registry of await candidates(stores)) {
        if (await startIfDue(dependencies, stores, registry)) count += 1;
      }
      return count;
    });
    if (started === 0) return;
    log.info('syncs started by the schedule', { syncs: started });
    wake();
  };
}

async function startIfDue(
  { clock, random }: SchedulerDependencies,
  system: SystemStores,
  registry: ScheduledRegistry,
): Promise<boolean> {
  const now = clock.now();
  const stores = system.organisation(registry.orgId);
  const trigger = triggerOf(registry, now);
  if (trigger === undefined) {
    // The schedule was edited: its next time is worked out from the last success.
    await stores.registries.setSyncTimes(registry.registryId, { nextSyncAt: dueAt(registry, now) });
    return false;
  }
  const { registryId, orgId } = registry;
  // Nobody's trace: the clock wants it, whoever's link or request happened to make it look.
  const request = { id: random.uuid(), orgId, registryId, trigger, traceparent: undefined, now };
  const start = await startOrJoin(stores, { ...request, intent: { kind: 'sync' } });
  await stores.registries.setSyncTimes(registryId, { syncWantedAt: null });
  return start.kind === 'started';
}

/** Undefined when it is not due after all. */
function triggerOf(registry: ScheduledRegistry, now: number): JobTrigger | undefined {
  if (!registry.hasSyncRun && registry.lastSuccessAt === null) return 'heartbeat';
  if (registry.syncWantedAt !== null) return 'schedule';
  const due = registry.nextSyncAt ?? dueAt(registry, now);
  return due !== null && due <= now ? 'schedule' : undefined;
}

function dueAt({ lastSuccessAt, ...plan }: ScheduledRegistry, now: number): number | null {
  const history = lastSuccessAt === null ? {} : { lastSuccessAtMs: lastSuccessAt };
  return nextSyncAt(plan, { ...history, now, failuresInRow: 0 });
}
