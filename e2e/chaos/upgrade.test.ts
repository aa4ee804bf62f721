// A control plane is replaced by one of a later version while its sensors work, and both programs are restarted in good
// order again and again: what they know at the end is what they know without it, and nothing was done twice.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  controlPlaneStopMsMax,
  sensorStopMsMax,
} from '@harborguard/shared/protocol/link-limits.ts';
import {
  type FakeRegistry,
  startFakeRegistry,
} from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { readAppliedMigrations } from '../../control-plane/src/store/dialect/sqlite/applied-migrations.ts';
import { migrationNames } from '../../control-plane/src/store/migrate.ts';
import { rewindDatabase } from '../../control-plane/src/store/testing/rewind-database.ts';
import { eventually } from '../support/eventually.ts';
import type { LogLine, Program } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { within } from '../support/within.ts';
import { ChaosWorld } from './chaos-world.ts';
import { askDatabase, countOf, findDisorder } from './find-disorder.ts';
import { addPadding, paddingLeft } from './padding-rows.ts';
import { resultsBuffered } from './results-buffered.ts';
import { imageCount, pushSeededImages, writeSeededAdvisories } from './seeded-images.ts';
import { waitUntilSettled } from './wait-until-settled.ts';
import { takeSnapshot, type WorldSnapshot } from './world-snapshot.ts';

const seed = 'upgrade';
const settled = { images: imageCount, withinMs: 240_000 };
const timeout = 1_800_000;

/** The release that is upgraded from: with data keys, before notifications, policies and schedules. */
const earlierRelease = '0012-envelope';
const rowsPerTable = 100_000;
/** For a machine that is busy; how soon each step of a stop ends is for the tests with a clock of their own. */
const marginMs = 120_000;
const layerDelayMs = 700;
const restarts = 3;
/** The pause that a drain asks for, and some tries that came too early on a busy machine. */
const returnMsMax = 240_000;

interface Parts {
  readonly registry: FakeRegistry;
  readonly world: ChaosWorld;
  readonly expected: WorldSnapshot;
}

/** A world in the middle of its first sync, and what it must come to. */
async function workingWorld(t: TestContext): Promise<Parts> {
  const registry = await startFakeRegistry();
  t.after(() => registry.close());
  const { layerDigests } = await pushSeededImages(registry, seed);
  const folder = temporaryFolder(t);
  const advisoriesFolder = join(folder, 'advisories');
  await writeSeededAdvisories(advisoriesFolder, seed);
  const options = { registry, advisoriesFolder, compileCache: join(folder, 'compiled') };
  const calm = await ChaosWorld.create(t, options);
  calm.startSensor();
  await waitUntilSettled(calm, settled);
  const expected = await takeSnapshot(calm);
  await calm.end();
  registry.knobs.beforeReply = ({ path }) =>
    wait(layerDigests.has(path.slice(path.lastIndexOf('/') + 1)) ? layerDelayMs : 0);
  const world = await ChaosWorld.create(t, options);
  world.startSensor();
  await layersAsked(registry, 6);
  return { registry, world, expected };
}

/** So many more than until now. */
async function layersAsked(registry: FakeRegistry, count: number): Promise<void> {
  const asked = () => registry.requests.filter(({ path }) => path.includes('/blobs/')).length;
  const wanted = asked() + count;
  while (asked() < wanted) {
    const seen = registry.requests.length;
    const next = registry.waitForRequest(() => registry.requests.length > seen);
    await within(returnMsMax, 'another request at the registry', next);
  }
}

async function stopsWithin(program: Program, limitMs: number, what: string): Promise<void> {
  program.kill('SIGTERM');
  assert.equal(await within(limitMs, what, program.exited), 0, `${what} is in good order`);
}

const controlPlaneStops = (world: ChaosWorld) =>
  stopsWithin(world.controlPlane, sum(controlPlaneStopMsMax) + marginMs, 'the control plane');

function sum(steps: Readonly<Record<string, number>>): number {
  return Object.values(steps).reduce((total, step) => total + step, 0);
}

function linesOf(program: Program, message: string): readonly LogLine[] {
  return program.lines.filter(({ msg }) => msg === message);
}

async function linesAfter(program: Program, message: string, known: number): Promise<void> {
  const isSaid = () => linesOf(program, message).length > known;
  await eventually(`another "${message}"`, () => isSaid() || undefined, {
    deadlineMs: returnMsMax,
  });
}

function failedAttempts(world: ChaosWorld): number {
  return askDatabase(world, (db) => countOf(db, 'select sum(counted_attempts) n from job'));
}

/** Of a transaction that is not committed: what does not fit into memory goes to the log before. */
async function pagesWritten({ databaseFile }: ChaosWorld): Promise<void> {
  const enoughBytes = 1024 * 1024;
  const log = `${databaseFile}-wal`;
  const isWritten = () => (statSync(log, { throwIfNoEntry: false })?.size ?? 0) >= enoughBytes;
  // Asked often: the kill has to come before the end of the upgrade.
  await eventually('the first pages of the upgrade', () => isWritten() || undefined, {
    askAgainMs: 5,
  });
}

test('a large database is upgraded while a sensor works on, killed half way and upgraded again, and all arrives', {
  timeout,
}, async (t) => {
  const { world, expected } = await workingWorld(t);
  await controlPlaneStops(world);
  await rewindDatabase(world.databaseFile, earlierRelease);
  addPadding(world, rowsPerTable);
  const buffered = await resultsBuffered(world);

  const killed = world.startControlPlane();
  await killed.waitForLine('database is being upgraded');
  await pagesWritten(world);
  killed.kill('SIGKILL');
  await killed.exited;
  const afterKill = readAppliedMigrations(world.databaseFile).names;
  const startedAt = performance.now();
  world.startControlPlane();
  await world.isUp();
  t.diagnostic(
    `${buffered} results waited; upgraded in ${Math.round(performance.now() - startedAt)} ms`,
  );
  const padding = paddingLeft(world);
  await waitUntilSettled(world, settled);

  assert.equal(afterKill.at(-1), earlierRelease, 'the kill came before the end of the upgrade');
  assert.deepEqual(readAppliedMigrations(world.databaseFile).names, migrationNames.toSorted());
  assert.deepEqual([...new Set(Object.values(padding))], [rowsPerTable]);
  assert.deepEqual(paddingLeft(world), padding);
  assert.deepEqual(findDisorder(world), []);
  assert.deepEqual(await takeSnapshot(world), expected);
  assert.equal(failedAttempts(world), 0);
});

test('a control plane that is restarted while sensors work sends them away, and gets them back with their jobs', {
  timeout,
}, async (t) => {
  const { registry, world, expected } = await workingWorld(t);
  const { sensor } = world;
  assert.ok(sensor);

  for (let restart = 0; restart < restarts; restart += 1) {
    await controlPlaneStops(world);
    const welcomes = linesOf(sensor, 'link welcomed').length;
    world.startControlPlane();
    await world.isUp();
    await linesAfter(sensor, 'link welcomed', welcomes);
    await layersAsked(registry, 2);
  }
  await waitUntilSettled(world, settled);

  // A sensor may also come too early for a control plane that starts slowly; that link was never live.
  const lost = linesOf(sensor, 'link lost').filter(({ liveMs }) => Number(liveMs) > 0);
  assert.deepEqual(
    lost.map(({ code }) => code),
    Array.from({ length: restarts }, () => 'SHUTTING_DOWN'),
  );
  const delays = lost.map(({ nextTryInMs }) => Number(nextTryInMs));
  assert.ok(new Set(delays).size === delays.length, `all come back at their own time: ${delays}`);
  assert.deepEqual(findDisorder(world), []);
  assert.deepEqual(await takeSnapshot(world), expected);
  assert.equal(failedAttempts(world), 0);
});

test('a sensor that is restarted ends within its grace period, also with a layer that never comes, and goes on', {
  timeout,
}, async (t) => {
  const { registry, world, expected } = await workingWorld(t);

  for (const isHanging of [false, true, false]) {
    if (isHanging) registry.fail({ action: { kind: 'hang' }, route: 'blob', times: 4 });
    await layersAsked(registry, 2);
    const { sensor } = world;
    assert.ok(sensor);
    await stopsWithin(sensor, sum(sensorStopMsMax) + marginMs, 'the sensor');
    assert.match(sensor.text(), /sensor stopped/);
    registry.clearFaults();
    registry.releaseHung();
    world.startSensor();
    await world.isUp();
  }
  await waitUntilSettled(world, settled);

  assert.deepEqual(findDisorder(world), []);
  assert.deepEqual(await takeSnapshot(world), expected);
  assert.equal(failedAttempts(world), 0);
});
