// Turns events into deliveries and hands them over, by the clock and when woken. All that waits is in the database: a
// stop or a crash in between loses nothing.
import type { Timer } from '@harborguard/shared/ports.ts';
import { type DeliverDependencies, deliver } from './deliver.ts';
import { expandEvents } from './expand-events.ts';
import type { DueDelivery } from './notification-store.ts';

/** How long news waits at most until it is looked at. */
const lookEveryMs = 5_000;
/** Different channels are served side by side, each by one delivery at a time. */
const sideBySide = 10;

export class DeliveryLoop {
  readonly #dependencies: DeliverDependencies;
  #running: Promise<void> | undefined;
  #timer: Timer | undefined;
  #isStopped = false;
  #isWoken = false;

  constructor(dependencies: DeliverDependencies) {
    this.#dependencies = dependencies;
  }

  start(): void {
    this.#timer = this.#dependencies.clock.setTimer(lookEveryMs, () => this.#tick(), {
      background: true,
    });
  }

  /** Resolves once nothing is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.settled();
  }

  /** Does not wait for the next look. */
  wake(): void {
    if (this.#isStopped) return;
    this.#isWoken = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#isWoken) this.wake();
    });
  }

  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  #tick(): void {
    this.wake();
    if (!this.#isStopped) this.start();
  }

  async #run(): Promise<void> {
    this.#isWoken = false;
    try {
      await this.round();
    } catch (error) {
      this.#dependencies.log.error('notifications not delivered', { error });
    }
  }

  /** Everything that can be done now. */
  async round(): Promise<void> {
    const { unitOfWork, clock, random } = this.#dependencies;
    const organisations = await unitOfWork.readSystem(({ notifications }) =>
      notifications.organisationsWithEvents(),
    );
    for (const orgId of organisations) {
      let handled = Number.POSITIVE_INFINITY;
      while (handled > 0 && !this.#isStopped) {
        handled = await unitOfWork.write(orgId, ({ notifications }) =>
          expandEvents(notifications, random, clock.now()),
        );
      }
    }
    for (let due = await this.#due(); due.length > 0; due = await this.#due()) {
      const ends = await Promise.allSettled(due.map((one) => deliver(this.#dependencies, one)));
      const broken = ends.find((end) => end.status === 'rejected');
      // What could not be written is not tried again before the next look.
      if (broken !== undefined) throw broken.reason;
    }
  }

  async #due(): Promise<readonly DueDelivery[]> {
    if (this.#isStopped) return [];
    const { unitOfWork, clock } = this.#dependencies;
    return await unitOfWork.readSystem(({ notifications }) =>
      notifications.dueDeliveries(clock.now(), sideBySide),
    );
  }
}
