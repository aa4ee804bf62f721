// Tells two processes that share an identity from one that restarts or changes networks. Memory only: after a
// restart of the control plane the signs gather again within seconds.
import type { Clock } from '@harborguard/shared/ports.ts';

/** An instance that comes back after another was there is alive beside it; three times excludes odd timing. */
export const alternationsForClone = 3;
export const cloneWindowMs = 10 * 60_000;

interface Sighting {
  readonly instance: string;
  readonly at: number;
}

export class CloneWatch {
  readonly #clock: Clock;
  readonly #sightings = new Map<string, Sighting[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes one hello; true when the instances of this sensor alternate. */
  noteHello(sensorId: string, instance: string): boolean {
    const now = this.#clock.monotonicMs();
    const recent = (this.#sightings.get(sensorId) ?? []).filter(
      (sighting) => now - sighting.at < cloneWindowMs,
    );
    // One process that reconnects is no news; keeping it would only grow the list.
    if (recent.at(-1)?.instance === instance) recent.pop();
    recent.push({ instance, at: now });
    this.#sightings.set(sensorId, recent);
    return countReturns(recent) >= alternationsForClone;
  }

  forget(sensorId: string): void {
    this.#sightings.delete(sensorId);
  }
}

/** How often an instance came back after another one had taken its place. */
function countReturns(sightings: readonly Sighting[]): number {
  const seen = new Set<string>();
  let returns = 0;
  for (const { instance } of sightings) {
    if (seen.has(instance)) returns += 1;
    seen.add(instance);
  }
  return returns;
}

/** A sensor gets no work until this long after the last sign of a second process. */
export function isCloneAlertOpen(cloneAlertAt: number | null, now: number): boolean {
  return cloneAlertAt !== null && now - cloneAlertAt < cloneWindowMs;
}
