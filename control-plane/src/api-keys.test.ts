import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApi } from './cli/testing/api-world.ts';
import { storedText } from './testing/stored-text.ts';

test('a key is shown once and only its hash is stored', async (t) => {
  const world = await startApi(t);

  const created = await world.call('POST', '/api/api-keys', {
    body: { name: 'ci', role: 'ci', expiresInDays: 30 },
  });
  const listed = await world.call('GET', '/api/api-keys');

  const { key, id, expiresAt } = created.body.data;
  assert.equal(created.status, 201);
  assert.match(key, /^hg_ak_[0-9a-f]{48}$/);
  assert.equal(Date.parse(expiresAt) - world.clock.now(), 30 * 24 * 60 * 60 * 1000);
  assert.ok(listed.body.data.some((row: { id: string }) => row.id === id));
  assert.ok(!listed.text.includes(key));
  assert.ok(!world.log.text().includes(key));
  const stored = await storedText(world.storage.db, world.folder);
  assert.ok(stored.includes(id) && !stored.includes(key.slice(6)), 'in the database');
});

test('nobody makes or revokes a key above their own role', async (t) => {
  const world = await startApi(t);
  const admin = await world.keyOf('admin');
  const listed = await world.call('GET', '/api/api-keys');
  const owner = listed.body.data.find((row: { role: string }) => row.role === 'owner');

  const made = await world.call('POST', '/api/api-keys', {
    key: admin,
    body: { name: 'x', role: 'owner' },
  });
  const revoked = await world.call('DELETE', `/api/api-keys/${owner.id}`, { key: admin });

  assert.equal(made.body.error.code, 'FORBIDDEN');
  assert.equal(revoked.body.error.code, 'FORBIDDEN');
  assert.equal((await world.call('GET', '/api/registries')).status, 200);
});

test('a revoked key stops at once and its links are told', async (t) => {
  const world = await startApi(t);
  const told: string[] = [];
  world.services.api.keys.onRevoked((ids) => told.push(...ids));
  const created = await world.call('POST', '/api/api-keys', {
    body: { name: 's', role: 'ci', kind: 'sensor' },
  });
  const { id, key } = created.body.data;

  const first = await world.call('DELETE', `/api/api-keys/${id}`);
  const second = await world.call('DELETE', `/api/api-keys/${id}`);

  assert.equal(first.status, 204);
  assert.equal(second.status, 204);
  assert.deepEqual(told, [id]);
  assert.equal((await world.services.api.keys.authenticate(key)).kind, 'refused');
  assert.deepEqual(await world.services.api.keys.unusable([id]), [id]);
});

test('the time of last use is written at most once a minute', async (t) => {
  const world = await startApi(t);
  const lastUsedAt = async () => {
    const { keys } = await world.services.api.keys.list('00000000-0000-7000-8000-000000000001', {
      offset: 0,
      limit: 1,
    });
    return keys[0]?.lastUsedAt;
  };
  const start = world.clock.now();

  await world.call('GET', '/api/registries');
  await world.clock.advance(59_000);
  await world.call('GET', '/api/registries');
  assert.equal(await lastUsedAt(), start);
  await world.clock.advance(1000);
  await world.call('GET', '/api/registries');
  assert.equal(await lastUsedAt(), start + 60_000);
});

test('the key of the managed sensor is in no list and cannot be revoked by its id', async (t) => {
  const world = await startApi(t);
  const minted = await world.storage.unitOfWork.write(
    '00000000-0000-7000-8000-000000000001',
    (stores) =>
      world.services.api.keys.mint(stores, {
        name: 'managed',
        kind: 'sensor',
        role: 'ci',
        isSystem: true,
      }),
  );

  const listed = await world.call('GET', '/api/api-keys');
  const revoked = await world.call('DELETE', `/api/api-keys/${minted.key.id}`);

  assert.ok(!listed.text.includes(minted.key.id));
  assert.equal(revoked.body.error.code, 'NOT_FOUND');
});
