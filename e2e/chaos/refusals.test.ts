// What a sensor must be refused, seen from outside: wrong and revoked keys, a state folder in use, an outbox that is
// full. Each says its code, and none of them brings the process down in a way that loses something.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { eventually } from '../support/eventually.ts';
import { within } from '../support/within.ts';
import { bulkyImage } from './bulky-image.ts';
import { ChaosWorld, type ChaosWorldOptions } from './chaos-world.ts';

const timeout = 900_000;
/** Far beyond what anything here takes, a sensor that waits a minute to come back among it: it only ends a hang. */
const limitMs = 200_000;

/** Well formed, so that it is the control plane that refuses it. */
const unknownKey = 'hg_ak_0000000000000000000000000000000000000000';

async function emptyWorld(t: TestContext, options: Partial<ChaosWorldOptions> = {}) {
  const registry = await startFakeRegistry();
  t.after(() => registry.close());
  return { registry, world: await ChaosWorld.create(t, { registry, ...options }) };
}

test('a sensor with a wrong key is refused, says so and goes on trying', { timeout }, async (t) => {
  const { world } = await emptyWorld(t);

  const sensor = world.startSensor({ apiKey: `${unknownKey}963fbb8e` });
  const line = await within(limitMs, 'the refusal', sensor.waitForLine('link lost'));

  assert.equal(line['code'], 'UNAUTHORIZED');
  assert.equal(typeof line['nextTryInMs'], 'number');
  assert.doesNotMatch(sensor.text(), /hg_ak_0{8}/, 'the key is not in the log');
  await sensor.stop();
  assert.equal(await sensor.exited, 0);
});

test('revoking a key closes its link', { timeout }, async (t) => {
  const { world } = await emptyWorld(t);
  const sensor = world.startSensor();
  await within(limitMs, 'the link', sensor.waitForLine('link welcomed'));
  const keys = await world.api.list<{ id: string; kind: string }>('/api-keys');
  const key = keys.find(({ kind }) => kind === 'sensor');
  assert.ok(key);

  const lost = sensor.waitForLine('link lost');
  await world.api.send('DELETE', `/api-keys/${key.id}`);
  const line = await within(limitMs, 'the end of the link', lost);

  assert.equal(line['code'], 'UNAUTHORIZED');
});

test('a second sensor on the same state folder ends with DATABASE_LOCKED, and the first goes on', {
  timeout,
}, async (t) => {
  const { world } = await emptyWorld(t);
  const first = world.startSensor();
  await within(limitMs, 'the link', first.waitForLine('link welcomed'));

  const second = world.startSensor();
  t.after(() => first.kill('SIGKILL'));
  const code = await within(limitMs, 'the end of the second sensor', second.exited);

  assert.equal(code, 1);
  assert.match(second.text(), /DATABASE_LOCKED/);
  const sensors = await world.api.list<{ connected: boolean; cloned: boolean }>('/sensors');
  assert.deepEqual(
    sensors.map(({ connected, cloned }) => [connected, cloned]),
    [[true, false]],
  );
});

test('an outbox that is full gives up its oldest facts, counts them and tells', {
  timeout,
}, async (t) => {
  const { world, registry } = await emptyWorld(t, {
    sensorEnvironment: { HARBORGUARD_OUTBOX_MIB: '16' },
  });
  const random = new SeededRandom('a full outbox');
  // Together more than the outbox holds; each of them would fit.
  for (const tag of ['1', '2']) registry.push(await bulkyImage(random), `bulky-${tag}/app`, tag);
  registry.fail({ action: { kind: 'hang' }, route: 'blob', times: 100 });
  const sensor = world.startSensor();
  for (const tag of ['1', '2']) {
    const isOfScan = ({ path }: { readonly path: string }) =>
      path.includes(`bulky-${tag}/app/blobs/`);
    await within(limitMs, 'both scans', registry.waitForRequest(isOfScan));
  }

  await world.killControlPlane();
  await within(limitMs, 'the notice', sensor.waitForLine('link lost'));
  registry.clearFaults();
  registry.releaseHung();
  const line = await within(limitMs, 'the limit', sensor.waitForLine('outbox gave up messages'));
  world.startControlPlane();
  await world.isUp();

  assert.equal(line['code'], 'OUTBOX_FULL');
  await eventually(
    'the count of what was given up',
    async () => {
      const sensors = await world.api.list<{ lostMessages: number }>('/sensors');
      return sensors.some(({ lostMessages }) => lostMessages > 0) || undefined;
    },
    { deadlineMs: limitMs, askAgainMs: 200 },
  );
});
