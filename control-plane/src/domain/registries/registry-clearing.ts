// The loop that clears registries that were removed: woken by a removal and by every start, one short transaction after the
// other, with a turn for everybody else in between.
import type { Clock, Log, Timer } from '@harborguard/shared/ports.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { WokenLoop } from '../woken-loop.ts';
import { clearRegistryStep } from './clear-registry-step.ts';
import type { RemovedRegistry } from './removed-registry-store.ts';

export interface RegistryClearingDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  readonly jobs: Pick<JobService, 'cancelJobsOf' | 'committed'>;
}

/** After a failure, such as a database that is away. */
const retryMs = 60_000;

export class RegistryClearing {
  readonly #dependencies: RegistryClearingDependencies;
  readonly #loop: WokenLoop;
  #retry: Timer | undefined;

  constructor(dependencies: RegistryClearingDependencies) {
    this.#dependencies = dependencies;
    const { clock, log } = dependencies;
    this.#loop = new WokenLoop(clock, {
      run: () => this.#clearAll(),
      failed: (error) => {
        log.error('removed registry not cleared', { error });
        this.#retry?.cancel();
        this.#retry = clock.setTimer(retryMs, () => this.wake(), { background: true });
      },
    });
  }

  start(): void {
    this.#loop.start();
    this.wake();
  }

  /** A registry may have been removed. Cheap; call it after the commit. */
  wake(): void {
    this.#loop.wake();
  }

  async idle(): Promise<void> {
    await this.#loop.idle();
  }

  async stop(): Promise<void> {
    this.#retry?.cancel();
    await this.#loop.stop();
  }

  async #clearAll(): Promise<void> {
    const removed = await this.#dependencies.unitOfWork.readSystem(({ removedRegistries }) =>
      removedRegistries.uncleared(),
    );
    for (const registry of removed) await this.#clear(registry);
  }

  async #clear({ orgId, registryId }: RemovedRegistry): Promise<void> {
    const { log } = this.#dependencies;
    while (this.#loop.isStarted && (await this.#cancelJobs(orgId, registryId)) > 0) {
      await this.#loop.yieldToOthers();
    }
    while (this.#loop.isStarted) {
      if ((await this.#step(orgId, registryId)) === 'cleared') {
        log.info('removed registry cleared', { registryId });
        return;
      }
      await this.#loop.yieldToOthers();
    }
  }

  /** Those that the removal itself left, of very many. */
  async #cancelJobs(orgId: string, registryId: string): Promise<number> {
    const { unitOfWork, jobs } = this.#dependencies;
    const cancelled = await unitOfWork.write(orgId, (stores) =>
      jobs.cancelJobsOf(stores, registryId),
    );
    if (cancelled.length > 0) jobs.committed(cancelled);
    return cancelled.length;
  }

  #step(orgId: string, registryId: string) {
    const { unitOfWork, clock } = this.#dependencies;
    return unitOfWork.write(orgId, (stores) => clearRegistryStep(stores, registryId, clock.now()));
  }
}
