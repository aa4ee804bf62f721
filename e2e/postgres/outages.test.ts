// PostgreSQL goes away and comes back under a control plane that works.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { within } from '../support/within.ts';
import { PostgresWorld, tagCount } from './postgres-world.ts';

test('while the database is away it says so and lives; when it is back the work goes on and nothing is lost', async (t) => {
  const world = await PostgresWorld.create(t);
  const controlPlane = await world.start('only');
  const registryId = await world.startHeldSensor(controlPlane.api, controlPlane.url);
  const readiness = async (): Promise<number> => (await fetch(`${controlPlane.url}/readyz`)).status;
  assert.equal(await readiness(), 200);

  await world.cluster.kill();
  await eventually('/readyz to say so', async () => (await readiness()) === 503 || undefined);
  world.registry.releaseHung();
  const refused = await controlPlane.api.raw('GET', `/registries/${registryId}`);
  assert.equal(refused.status, 503);
  assert.match(JSON.stringify(refused.body), /DATABASE_UNREACHABLE/);
  assert.equal((await fetch(`${controlPlane.url}/healthz`)).status, 200);

  await world.cluster.start();
  await eventually('/readyz to be well', async () => (await readiness()) === 200 || undefined);
  const images = await world.allScanned(controlPlane.api, registryId);
  assert.equal(images.length, tagCount);
  assert.doesNotMatch(controlPlane.program.text(), /LEADERSHIP_LOST|control plane stopp/);
});

test('asked to stop while the database is away it ends', async (t) => {
  const world = await PostgresWorld.create(t);
  const controlPlane = await world.start('only');
  await controlPlane.api.get('/registries');

  await world.cluster.kill();
  controlPlane.program.kill('SIGTERM');

  assert.equal(await within(180_000, 'its end', controlPlane.program.exited), 0);
});
