// Both programs are killed at random while they sync and scan: what they know at the end must be what they know
// without a kill. HARBORGUARD_CHAOS_SEED repeats a run, HARBORGUARD_CHAOS_KILLS makes it shorter.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ChaosWorld } from './chaos-world.ts';
import { findDisorder } from './find-disorder.ts';
import { killAgainAndAgain } from './kill-plan.ts';
import { imageCount, pushSeededImages, writeSeededAdvisories } from './seeded-images.ts';
import { waitUntilSettled } from './wait-until-settled.ts';
import { takeSnapshot } from './world-snapshot.ts';

const seed = process.env['HARBORGUARD_CHAOS_SEED'] ?? String(Date.now());
const kills = Number(process.env['HARBORGUARD_CHAOS_KILLS'] ?? 200);

/** Slow where the work is, so that kills find tags being listed and layers being read. */
const tagsDelayMs = 60;
const layerDelayMs = 1_500;

const requestsBetweenMax = 3;
/** A lease that died with its sensor is taken back after a minute, and a sensor may wait a minute to come back. */
const settleMsMax = 240_000;

test('after kills of both programs at random the inventory and the findings are those of an undisturbed run', {
  // Ten minutes where nothing else goes on; starting programs two hundred times takes longer on a busy machine.
  timeout: 1_800_000,
}, async (t) => {
  t.diagnostic(`HARBORGUARD_CHAOS_SEED=${seed} HARBORGUARD_CHAOS_KILLS=${kills}`);
  const { registry, pushed, advisoriesFolder, compileCache } = await prepare(t);
  const { rows, layerDigests } = pushed;
  const options = { registry, advisoriesFolder, compileCache };
  const settled = { images: imageCount, withinMs: settleMsMax };

  const startedAt = performance.now();
  const passed = () => `${Math.round((performance.now() - startedAt) / 1000)} s`;
  const calm = await ChaosWorld.create(t, options);
  calm.startSensor();
  await waitUntilSettled(calm, settled);
  const expected = await takeSnapshot(calm);
  await calm.end();
  t.diagnostic(`undisturbed: ${passed()}, ${registry.requests.length} requests`);
  assert.equal(expected.images.length, rows);
  assert.ok(expected.exposures.length > imageCount, 'there are findings to compare');
  assert.ok(expected.images.every((image) => image.includes('"indexed"')));

  registry.knobs.beforeReply = (request) => wait(delayMs(request, layerDigests));
  const world = await ChaosWorld.create(t, options);
  world.startSensor();
  const random = new SeededRandom(`${seed} kills`);
  const plan = { kills, images: imageCount, requestsBetweenMax };
  const report = await killAgainAndAgain(world, registry, random, plan);
  t.diagnostic(
    `killed: ${passed()}, ${registry.requests.length} requests, ${JSON.stringify(report)}`,
  );
  registry.knobs.beforeReply = undefined;
  await world.isUp();
  await waitUntilSettled(world, settled);

  t.diagnostic(`settled: ${passed()}`);
  assert.deepEqual(findDisorder(world), []);
  assert.deepEqual(await takeSnapshot(world), expected);
  assert.ok(report.idle < kills / 2, 'most kills came in the middle of work');
});

async function prepare(t: TestContext) {
  const registry = await startFakeRegistry();
  t.after(() => registry.close());
  const pushed = await pushSeededImages(registry, seed);
  const folder = temporaryFolder(t);
  const advisoriesFolder = join(folder, 'advisories');
  await writeSeededAdvisories(advisoriesFolder, seed);
  return { registry, pushed, advisoriesFolder, compileCache: join(folder, 'compiled') };
}

function delayMs(
  { method, path }: { readonly method: string; readonly path: string },
  layerDigests: ReadonlySet<string>,
): number {
  if (layerDigests.has(path.slice(path.lastIndexOf('/') + 1))) return layerDelayMs;
  return method === 'HEAD' || path.endsWith('/tags/list') ? tagsDelayMs : 0;
}
