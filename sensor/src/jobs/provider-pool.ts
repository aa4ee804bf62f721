// Providers shared by the jobs of one registry, so that connections, tokens and the budget for a host are shared
// too. One that nobody has used for a while is closed.
import type { Clock, Timer } from '@harborguard/shared/ports.ts';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';

/** Long enough that the scans of a sync follow each other without new connections. */
const idleMsMax = 60_000;

interface Pooled {
  readonly provider: RegistryProvider;
  users: number;
  idle: Timer | undefined;
}

export class ProviderPool {
  readonly #create: (target: RegistryTarget) => Promise<RegistryProvider>;
  readonly #clock: Clock;
  readonly #pooled = new Map<string, Promise<Pooled>>();

  constructor(create: (target: RegistryTarget) => Promise<RegistryProvider>, clock: Clock) {
    this.#create = create;
    this.#clock = clock;
  }

  /** Runs `use` with the provider of this very target; a changed address or CA is another target. */
  async with<Result>(
    target: RegistryTarget,
    use: (provider: RegistryProvider) => Promise<Result>,
  ): Promise<Result> {
    const key = JSON.stringify(target);
    const pooled = await this.#acquire(key, target);
    try {
      return await use(pooled.provider);
    } finally {
      this.#release(key, pooled);
    }
  }

  async close(): Promise<void> {
    const all = await Promise.allSettled(this.#pooled.values());
    this.#pooled.clear();
    for (const outcome of all) {
      if (outcome.status === 'rejected') continue;
      outcome.value.idle?.cancel();
      await outcome.value.provider.close();
    }
  }

  async #acquire(key: string, target: RegistryTarget): Promise<Pooled> {
    const known = this.#pooled.get(key) ?? this.#open(target);
    this.#pooled.set(key, known);
    try {
      const pooled = await known;
      pooled.users += 1;
      pooled.idle?.cancel();
      return pooled;
    } catch (error) {
      this.#pooled.delete(key);
      throw error;
    }
  }

  async #open(target: RegistryTarget): Promise<Pooled> {
    return { provider: await this.#create(target), users: 0, idle: undefined };
  }

  #release(key: string, pooled: Pooled): void {
    pooled.users -= 1;
    if (pooled.users > 0) return;
    pooled.idle = this.#clock.setTimer(
      idleMsMax,
      () => {
        this.#pooled.delete(key);
        void pooled.provider.close();
      },
      { background: true },
    );
  }
}
