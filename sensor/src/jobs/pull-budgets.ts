// How much scans have taken from each registry within the hour, and whether they may take more. What waits for the next
// hour is not failed: the control plane hands it out again when there is something to spend.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { PullBudget, RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';

const hourMs = 3_600_000;
/** What was taken is remembered by the minute: sixty numbers a registry, however many pulls. */
const minuteMs = 60_000;

export interface SpentMinute {
  /** By the clock on the wall, which goes on while no process runs. */
  readonly endsAtMs: number;
  readonly pulls: number;
  readonly bytes: number;
}

/** What outlives the process: the last hour of each registry, oldest first. Never throws. */
export interface SpentPulls {
  read(registryId: string): readonly SpentMinute[];
  /** Replaces what is kept of that minute. */
  write(registryId: string, minute: SpentMinute): void;
}

interface Minute {
  /** By the monotonic clock: an hour is an hour, whatever happens to the time of day. */
  readonly endsAtMs: number;
  readonly wallEndsAtMs: number;
  pulls: number;
  bytes: number;
}

export class PullBudgets {
  readonly #clock: Clock;
  readonly #kept: SpentPulls;
  readonly #spent = new Map<string, Minute[]>();

  constructor(clock: Clock, kept: SpentPulls) {
    this.#clock = clock;
    this.#kept = kept;
  }

  /**
   * The provider, counting. A manifest is a pull, as Docker Hub counts them; asked for beyond the budget it throws
   * PULL_BUDGET_SPENT. Layers are counted but never stopped: an image that has begun is finished.
   */
  watch(provider: RegistryProvider, target: RegistryTarget): RegistryProvider {
    const { registryId, pullBudget } = target;
    if (pullBudget?.pullsPerHour === undefined && pullBudget?.bytesPerHour === undefined) {
      return provider;
    }
    const count = (pulls: number, bytes: number): Minute => {
      const minute = this.#minute(registryId);
      minute.pulls += pulls;
      minute.bytes += bytes;
      return minute;
    };
    const keep = ({ wallEndsAtMs: endsAtMs, pulls, bytes }: Minute): void => {
      this.#kept.write(registryId, { endsAtMs, pulls, bytes });
    };
    return {
      provider: provider.provider,
      probe: (options) => provider.probe(options),
      repositories: (options) => provider.repositories(options),
      tags: (repository, options) => provider.tags(repository, options),
      resolve: (repository, reference, options) => provider.resolve(repository, reference, options),
      manifest: (repository, reference, options) => {
        this.#demand(registryId, pullBudget);
        keep(count(1, 0));
        return provider.manifest(repository, reference, options);
      },
      async *blob(repository, digest, options) {
        let minute: Minute | undefined;
        try {
          for await (const chunk of provider.blob(repository, digest, options)) {
            const current = count(0, chunk.byteLength);
            if (minute !== undefined && minute !== current) keep(minute);
            minute = current;
            yield chunk;
          }
        } finally {
          if (minute !== undefined) keep(minute);
        }
      },
      close: () => provider.close(),
    };
  }

  /** What was taken within the hour. */
  spentOf(registryId: string): { readonly pulls: number; readonly bytes: number } {
    return sum(this.#recent(registryId));
  }

  #demand(registryId: string, budget: PullBudget): void {
    const minutes = this.#recent(registryId);
    const waitMs = waitOf(minutes, budget, this.#clock.monotonicMs());
    if (waitMs === 0) return;
    throw new HarborError('PULL_BUDGET_SPENT', {
      details: {
        retryAfterSeconds: Math.ceil(waitMs / 1000),
        pullsPerHour: budget.pullsPerHour,
        bytesPerHour: budget.bytesPerHour,
      },
    });
  }

  #recent(registryId: string): Minute[] {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#spent.get(registryId) ?? this.#fromBefore(registryId, nowMs);
    const minutes = known.filter(({ endsAtMs }) => endsAtMs + hourMs > nowMs);
    this.#spent.set(registryId, minutes);
    return minutes;
  }

  /** A time of day that was set back since must not stretch the hour. */
  #fromBefore(registryId: string, nowMs: number): Minute[] {
    const wallMs = this.#clock.now();
    return this.#kept.read(registryId).map(({ endsAtMs, pulls, bytes }) => ({
      endsAtMs: nowMs + Math.min(endsAtMs - wallMs, minuteMs),
      wallEndsAtMs: endsAtMs,
      ...{ pulls, bytes },
    }));
  }

  #minute(registryId: string): Minute {
    const nowMs = this.#clock.monotonicMs();
    const minutes = this.#recent(registryId);
    const latest = minutes.at(-1);
    if (latest !== undefined && latest.endsAtMs > nowMs) return latest;
    const minute = {
      endsAtMs: nowMs + minuteMs,
      wallEndsAtMs: this.#clock.now() + minuteMs,
      ...{ pulls: 0, bytes: 0 },
    };
    this.#spent.set(registryId, [...minutes, minute]);
    return minute;
  }
}

/** 0: something is left. */
function waitOf(minutes: readonly Minute[], budget: PullBudget, nowMs: number): number {
  const { pullsPerHour = Infinity, bytesPerHour = Infinity } = budget;
  const spent = sum(minutes);
  let { pulls, bytes } = spent;
  let untilMs = nowMs;
  for (const minute of minutes) {
    if (pulls < pullsPerHour && bytes < bytesPerHour) break;
    pulls -= minute.pulls;
    bytes -= minute.bytes;
    untilMs = minute.endsAtMs + hourMs;
  }
  return untilMs - nowMs;
}

function sum(minutes: readonly Minute[]): { readonly pulls: number; readonly bytes: number } {
  let pulls = 0;
  let bytes = 0;
  for (const minute of minutes) {
    pulls += minute.pulls;
    bytes += minute.bytes;
  }
  return { pulls, bytes };
}
