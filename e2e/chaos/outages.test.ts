// One side is away, or the network between them: nothing is lost, nothing is done twice, and each notices in time.
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
import { imageCount, pushSeededImages, writeSeededAdvisories } from './seeded-images.ts';
import { waitUntilSettled } from './wait-until-settled.ts';
import { takeSnapshot } from './world-snapshot.ts';

const seed = 'outages';
const settled = { images: imageCount, withinMs: 180_000 };
/** What the link promises for a half-open connection, and some room for a busy machine's timers. */
const halfOpenMsMax = 25_000;
const timeout = 300_000;

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
  await within(60_000, 'the middle of the sync', registry.hung());
}

test('a sensor that starts before the control plane connects once it is there', {
  timeout,
}, async (t) => {
  const { world: started, rows } = await world(t);
  await started.killControlPlane();

  const sensor = started.startSensor();
  const refused = await within(30_000, 'the first refused link', sensor.waitForLine('link lost'));
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
  registry.releaseHung();
  await workWithoutLink(sensor, registry);
  const during = registry.requests.length - before;
  started.startControlPlane();

  assert.ok(during > rows / 2, 'the sync went on without the control plane');
  await assertComplete(started, rows);
});

test('a sensor killed while the control plane is away delivers in its next life', {
  timeout,
}, async (t) => {
  const { world: started, registry, rows } = await world(t);
  const sensor = started.startSensor();
  await holdInSync(registry);

  await started.killControlPlane();
  registry.releaseHung();
  await workWithoutLink(sensor, registry);
  await started.killSensor();
  const next = started.startSensor();
  const line = await within(30_000, 'the next life', next.waitForLine('sensor started'));
  started.startControlPlane();

  assert.ok(Number(line['backlog']) > 0, 'the outbox outlived the process');
  await assertComplete(started, rows);
});

test('a link that has fallen silent is noticed by both sides within 25 seconds and replaced', {
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
  await within(60_000, 'the first link', sensor.waitForLine('link welcomed'));

  const cutAt = performance.now();
  const lost = sensor.waitForLine('link lost');
  const gone = started.controlPlane.waitForLine('sensor disconnected');
  proxy.cut();
  const [line] = await within(halfOpenMsMax, 'the notice of a cut link', Promise.all([lost, gone]));
  t.diagnostic(`noticed by both after ${Math.round(performance.now() - cutAt)} ms`);
  const again = nextLine(sensor, 'link welcomed');
  proxy.repair();

  assert.equal(line['code'], 'LINK_UNREACHABLE');
  await within(60_000, 'the new link', again);
  await assertComplete(started, rows);
});

/** Until the registry has been asked nothing more by the jobs the sensor holds. */
async function workWithoutLink(sensor: Program, registry: FakeRegistry): Promise<void> {
  await within(30_000, 'the notice of the dead control plane', sensor.waitForLine('link lost'));
  await registryRests(registry);
}

async function registryRests(registry: FakeRegistry): Promise<void> {
  const restMs = 1_500;
  for (;;) {
    const seen = registry.requests.length;
    const next = registry.waitForRequest(() => registry.requests.length > seen);
    const rested = await within(restMs, 'a request', next).then(
      () => false,
      () => true,
    );
    if (rested) return;
  }
}
