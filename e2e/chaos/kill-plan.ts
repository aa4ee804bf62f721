// Kills one of two programs again and again while they work, as a seed says: which one, and after how many further
// requests at the registry. It never waits for a time when there is something to count.
import { setTimeout as wait } from 'node:timers/promises';
import type { FakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import type { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import type { ChaosWorld, Side } from './chaos-world.ts';
import { isSettled, progressOf } from './wait-until-settled.ts';

export interface KillPlan {
  readonly kills: number;
  readonly images: number;
  /** The next kill comes after 1 to this many requests. */
  readonly requestsBetweenMax: number;
}

export interface KillReport {
  readonly sensor: number;
  readonly controlPlane: number;
  /** Kills that came because nobody asked the registry anything: between reconnects, or with all done. */
  readonly idle: number;
  /** Those before every image was scanned for the first time. */
  readonly beforeAllScanned: number;
  /** Syncs asked for because all was done before the last kill. */
  readonly extraSyncs: number;
}

/**
 * Without a request for this long, with both programs up, there is nothing to count. A program that starts needs longer
 * for its first request the busier the machine is, so it is so many of the last start where that is more.
 */
const quietMsMin = 2_000;
const quietStarts = 2;
/** One kill in so many does not wait until the program killed before is up again. */
const hastyOneIn = 8;

/** Requests are counted when they begin; this spreads the kills over what their answers set off. */
const bodyMs = 400;

export async function killAgainAndAgain(
  world: ChaosWorld,
  registry: FakeRegistry,
  random: SeededRandom,
  plan: KillPlan,
): Promise<KillReport> {
  const report = { sensor: 0, controlPlane: 0, idle: 0, beforeAllScanned: 0, extraSyncs: 0 };
  let startMs = 0;
  for (let kill = 0; kill < plan.kills; kill += 1) {
    let side: Side = random.pick(['sensor', 'control-plane']);
    const requests = 1 + random.integer(plan.requestsBetweenMax);
    if (random.integer(hastyOneIn) > 0) startMs = await upAfterMs(world);
    const quietMs = Math.max(quietMsMin, quietStarts * startMs);
    if (!(await requestsOrQuiet(registry, requests, quietMs))) {
      report.idle += 1;
      if (await startsAnotherSync(world, plan.images)) report.extraSyncs += 1;
      // It may be waiting, longer with each lost link; a new process tries at once.
      side = 'sensor';
    }
    await wait(random.integer(bodyMs));
    report[side === 'sensor' ? 'sensor' : 'controlPlane'] += 1;
    if (report.extraSyncs === 0) report.beforeAllScanned += 1;
    await world.killAndRestart(side);
  }
  return report;
}

async function upAfterMs(world: ChaosWorld): Promise<number> {
  const startedAt = performance.now();
  await world.isUp();
  return performance.now() - startedAt;
}

/** True when that many requests have come; false when it became quiet before. */
async function requestsOrQuiet(
  registry: FakeRegistry,
  count: number,
  quietMs: number,
): Promise<boolean> {
  const from = registry.requests.length;
  const wanted = from + count;
  let seen = from;
  for (;;) {
    const next = registry.waitForRequest(() => registry.requests.length > seen);
    const isQuiet = await Promise.race([next.then(() => false), wait(quietMs, true)]);
    if (isQuiet) return false;
    seen = registry.requests.length;
    if (seen >= wanted) return true;
  }
}

/** The control plane may be anywhere between dead and ready; then there is nothing to ask. */
async function startsAnotherSync(world: ChaosWorld, images: number): Promise<boolean> {
  try {
    if (!isSettled(await progressOf(world), images)) return false;
    const { status } = await world.api.raw('POST', `/registries/${world.registryId}/sync`);
    return status === 202;
  } catch {
    return false;
  }
}
