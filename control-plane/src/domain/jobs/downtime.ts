// The control plane's own absence is nobody's fault: what it was away for is added to every lease and budget, and
// sensors that were connected when it died have their two minutes from its return on.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

const lastAliveSetting = 'last_alive';

export interface DowntimeDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
}

export class Downtime {
  readonly #dependencies: DowntimeDependencies;
  #died: { readonly at: number; readonly backAt: number } | undefined;

  constructor(dependencies: DowntimeDependencies) {
    this.#dependencies = dependencies;
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
