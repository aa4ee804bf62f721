// The control plane's own absence is nobody's fault: what it was away for is added to every lease and budget, and
// sensors that were connected when it died have their two minutes from its return on. Neither is a clock that was set.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import { leaseMs } from '@harborguard/shared/protocol/link-limits.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

const lastAliveSetting = 'last_alive';
/** Less is a clock that is being brought into step, or a process that was busy. */
const jumpMsMin = 30_000;

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
    const lastAlive = await unitOfWork.writeSystem(async ({ settings, jobs, sensors }) => {
      const at = Math.min(now, Number((await settings.get(lastAliveSetting)) ?? now));
      await jobs.extendLeases(now - at);
      await sensors.markAllDisconnected(at);
      await settings.set(lastAliveSetting, String(now));
      return at;
    });
    this.#died = { at: lastAlive, backAt: now };
    log.info('leases extended by the time away', { downtimeMs: now - lastAlive });
  }

  /** Before leases are looked at: whoever holds one keeps it as if it had just been renewed. */
  async coverJump(): Promise<void> {
    const { unitOfWork, clock, log } = this.#dependencies;
    const before = this.#seen;
    const seen = { nowMs: clock.now(), monotonicMs: clock.monotonicMs() };
    const jumpMs = seen.nowMs - before.nowMs - (seen.monotonicMs - before.monotonicMs);
    if (Math.abs(jumpMs) >= jumpMsMin) {
      await unitOfWork.writeSystem(({ jobs }) => jobs.renewLeases(seen.nowMs + leaseMs, jumpMs));
      log.warn('the clock was set', { byMs: Math.round(jumpMs) });
    }
    this.#seen = seen;
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
