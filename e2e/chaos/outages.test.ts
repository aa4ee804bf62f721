// One side is away, or the network between them: nothing is lost, nothing is done twice, and each notices. How soon they
// notice is for the tests with a clock of their own; here a limit only ends what would wait for ever.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type FakeRegistry,
  startFakeRegistry,
} from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import type { Program } from '../support/program.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { within } from '../support/within.ts';
import { ChaosWorld, type ChaosWorldOptions } from './chaos-world.ts';
import { findDisorder } from './find-disorder.ts';
import { nextLine } from './next-line.ts';
import { resultsBuffered } from './results-buffered.ts';
import { imageCount, pushSeededImages, writeSeededAdvisories } from './seeded-images.ts';
import { waitUntilSettled } from './wait-until-settled.ts';
import { takeSnapshot } from './world-snapshot.ts';

const seed = 'outages';
const settled = { images: imageCount, withinMs: 180_000 };
/** Far beyond every promise: on a busy machine everything takes longer. */
const limitMs = 150_000;
const timeout = 1_200_000;

async function world(t: TestContext, options: Partial<ChaosWorldOptions> = {}) {
  const registry = await startFakeRegistry();
  t.after(() => registry.close());
  const { rows } = await pushSeededImages(registry, seed);
  const advisoriesFolder = join(temporaryFolder(t), 'advisories');
  await writeSeededAdvisories(advisoriesFolder, seed);
  const started = await ChaosWorld.create(t, { registry, advisoriesFolder, ...options });
  return { registry, rows, world: started };
}

async function assertComplete(started: ChaosWorld, rows: number): Promise<void> {
  await started.isUp();
  await waitUntilSettled(started, settled);
  assert.deepEqual(findDisorder(started), []);
  const { images, exposures } = await takeSnapshot(started);
  assert.equal(images.length, rows);
  assert.ok(images.every((image) => image.includes('"indexed"')));
  assert.ok(exposures.length > imageCount);
}

/** The registry holds the n-th request for a tag list back until it is told to go on. */
async function holdInSync(registry: FakeRegistry): Promise<void> {
  registry.fail({ action: { kind: 'hang' }, route: 'tags', nth: 6 });
  await within(limitMs, 'the middle of the sync', registry.hung());
}

test('a sensor that starts before the control plane connects once it is there', {
  timeout,
}, async (t) => {
  const { world: started, rows } = await world(t);
  await started.killControlPlane();

  const sensor = started.startSensor();
  const refused = await within(limitMs, 'the first refused link', sensor.waitForLine('link lost'));
  started.startControlPlane();

  assert.equal(refused['code'], 'LINK_UNREACHABLE');
  await assertComplete(started, rows);
});

test('what a sensor finds while the control plane is away is there when it comes back', {
  timeout,
}, async (t) => {
  const { world: started, registry, rows } = await world(t);
  const sensor = started.startSensor();
  await holdInSync(registry);

  await started.killControlPlane();
  const before = registry.requests.length;
  await linkIsLost(sensor);
  registry.releaseHung();
  const goesOn = registry.waitForRequest(() => registry.requests.length > before + rows / 2);
  await within(limitMs, 'the sync to go on without the control plane', goesOn);
  await resultsBuffered(started);
  started.startControlPlane();

  await assertComplete(started, rows);
});

test('a sensor killed while the control plane is away delivers in its next life', {
  timeout,
}, async (t) => {
  const { world: started, registry, rows } = await world(t);
  const sensor = started.startSensor();
  await holdInSync(registry);

  await started.killControlPlane();
  await linkIsLost(sensor);
  registry.releaseHung();
  await resultsBuffered(started);
  await started.killSensor();
  const next = started.startSensor();
  const line = await within(limitMs, 'the next life', next.waitForLine('sensor started'));
  started.startControlPlane();

  assert.ok(Number(line['backlog']) > 0, 'the outbox outlived the process');
  await assertComplete(started, rows);
});

test('a link that has fallen silent is noticed by both sides and replaced', {
  timeout,
}, async (t) => {
  const proxies: TcpProxy[] = [];
  const { world: started, rows } = await world(t, {
    sensorUrl: async (port) => {
      const proxy = await startTcpProxy(t, port);
      proxies.push(proxy);
      return `http://127.0.0.1:${proxy.port}`;
    },
  });
  const [proxy] = proxies;
  assert.ok(proxy);
  const sensor = started.startSensor();
  await within(limitMs, 'the first link', sensor.waitForLine('link welcomed'));

  const cutAt = performance.now();
  const lost = sensor.waitForLine('link lost');
  const gone = started.controlPlane.waitForLine('sensor disconnected');
  proxy.cut();
  const [line] = await within(limitMs, 'the notice of a cut link', Promise.all([lost, gone]));
  t.diagnostic(`noticed by both after ${Math.round(performance.now() - cutAt)} ms`);
  const again = nextLine(sensor, 'link welcomed');
  proxy.repair();

  assert.equal(line['code'], 'LINK_UNREACHABLE');
  await within(limitMs, 'the new link', again);
  await assertComplete(started, rows);
});

async function linkIsLost(sensor: Program): Promise<void> {
  await within(limitMs, 'the notice of the dead control plane', sensor.waitForLine('link lost'));
}
