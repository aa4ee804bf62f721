// The control plane's own absence is nobody's fault: what it was away for is added to every lease and budget, and
// sensors that were connected when it died have their two minutes from its return on. Neither is a clock that was set;
// one that was set back takes along what waits for a time.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import { leaseMs } from '@harborguard/shared/protocol/link-limits.ts';
import type { SystemStores, UnitOfWork } from '../unit-of-work.ts';

const lastAliveSetting = 'last_alive';
/** Less is a clock that is being brought into step, or a process that was busy. */
const jumpMsMin = 30_000;
/** Plans stand a correction, so that no time comes twice; after more than this they would be off by days or years. */
const replanMsMin = 3_600_000;

export interface DowntimeDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
}

export class Downtime {
  readonly #dependencies: DowntimeDependencies;
  #seen: { readonly nowMs: number; readonly monotonicMs: number };
  #died: { readonly at: number; readonly backAt: number } | undefined;

  constructor(dependencies: DowntimeDependencies) {
    this.#dependencies = dependencies;
    const { clock } = dependencies;
    this.#seen = { nowMs: clock.now(), monotonicMs: clock.monotonicMs() };
  }

  /** Once, at the start, before any link is taken. */
  async cover(): Promise<void> {
    const { unitOfWork, clock, log } = this.#dependencies;
    const now = clock.now();
    const lastAlive = await unitOfWork.writeSystem(async (stores) => {
      const { settings, jobs, sensors } = stores;
      const noted = Number((await settings.get(lastAliveSetting)) ?? now);
      const at = Math.min(now, noted);
      await jobs.extendLeases(now - noted);
      if (noted > now) await setBack(stores, { byMs: noted - now, now });
      await sensors.markAllDisconnected(at);
      await settings.set(lastAliveSetting, String(now));
      return at;
    });
    this.#died = { at: lastAlive, backAt: now };
    log.info('leases extended by the time away', { downtimeMs: now - lastAlive });
  }

  /**
   * Before leases are looked at: whoever holds one keeps it as if it had just been renewed. True when the clock was set:
   * what was looked up by the time of day holds no longer.
   */
  async coverJump(): Promise<boolean> {
    const { unitOfWork, clock, log } = this.#dependencies;
    const before = this.#seen;
    const seen = { nowMs: clock.now(), monotonicMs: clock.monotonicMs() };
    const passedMs = seen.monotonicMs - before.monotonicMs;
    const jumpMs = Math.round(seen.nowMs - before.nowMs - passedMs);
    const isSet = Math.abs(jumpMs) >= jumpMsMin;
    if (isSet) {
      await unitOfWork.writeSystem(async (stores) => {
        await stores.jobs.renewLeases(seen.nowMs + leaseMs, jumpMs);
        if (jumpMs < 0) await setBack(stores, { byMs: -jumpMs, now: seen.nowMs });
      });
      log.warn('the clock was set', { byMs: jumpMs });
    }
    this.#seen = seen;
    return isSet;
  }

  /** Every few seconds while running. */
  async noteAlive(): Promise<void> {
    const { unitOfWork, clock } = this.#dependencies;
    await unitOfWork.writeSystem(({ settings }) =>
      settings.set(lastAliveSetting, String(clock.now())),
    );
  }

  /** From when the silence of a sensor counts: not from before we could have heard it. */
  listeningSince(sensor: { readonly disconnectedAt: number | null }): number {
    const wasCutByUs = this.#died !== undefined && sensor.disconnectedAt === this.#died.at;
    return wasCutByUs ? (this.#died?.backAt ?? 0) : 0;
  }
}

/** What was written down by the clock of before would be waited for until that time comes. */
async function setBack(
  { jobs, registries, sensors }: SystemStores,
  { byMs, now }: { readonly byMs: number; readonly now: number },
): Promise<void> {
  await jobs.bringForward(byMs);
  await sensors.limitLastSeen(now);
  await registries.forgetWindows();
  if (byMs >= replanMsMin) await registries.forgetPlans(now);
}
