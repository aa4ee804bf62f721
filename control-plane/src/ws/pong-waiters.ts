// Who waits for the next pong of a link.
import type { Clock } from '@harborguard/shared/ports.ts';

export class PongWaiters {
  readonly #clock: Clock;
  readonly #waiters = new Set<(answered: boolean) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wait(withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (answered: boolean): void => {
        this.#waiters.delete(settle);
        timer.cancel();
        resolve(answered);
      };
      const timer = this.#clock.setTimer(withinMs, () => settle(false));
      this.#waiters.add(settle);
    });
  }

  answer(): void {
    for (const settle of [...this.#waiters]) settle(true);
  }

  giveUp(): void {
    for (const settle of [...this.#waiters]) settle(false);
  }
}
