import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherOrganisationId } from './cli/testing/api-world.ts';
import { startWithOwner } from './testing/people-world.ts';

test('a personal token acts for its person, with what both it and they may do', async (t) => {
  const world = await startWithOwner(t);
  const dora = await world.join('developer', 'dora@example.com');
  const { body } = await dora.call('GET', '/api/me');
  const made = await dora.call('POST', '/api/me/tokens', {
    body: { name: 'laptop', role: 'developer', expiresInDays: 30 },
  });
  const { key, kind, id } = made.body.data;
  const roleNow = async () => (await world.call('GET', '/api/me', { key })).body.data?.role;

  assert.equal(kind, 'personal');
  assert.equal(await roleNow(), 'developer');
  const path = `/api/members/${body.data.id}`;
  await world.owner.call('PATCH', path, { body: { role: 'viewer' } });
  assert.equal(await roleNow(), 'viewer');
  await world.owner.call('PATCH', path, { body: { role: 'owner' } });
  assert.equal(await roleNow(), 'developer');
  assert.equal((await dora.call('GET', '/api/me/tokens')).body.data[0].id, id);
  assert.equal((await world.owner.call('GET', '/api/me/tokens')).body.meta.total, 0);
  assert.equal(
    (await world.owner.call('DELETE', `/api/me/tokens/${id}`)).body.error.code,
    'NOT_FOUND',
  );
  assert.equal((await dora.call('DELETE', `/api/me/tokens/${id}`)).status, 204);
  assert.equal(await roleNow(), undefined);
});

test('a personal token dies with the membership and stays dead when its person comes back', async (t) => {
  const world = await startWithOwner(t);
  const dora = await world.join('developer', 'dora@example.com');
  const { body } = await dora.call('GET', '/api/me');
  const made = await dora.call('POST', '/api/me/tokens', { body: { name: 'x', role: 'viewer' } });
  const { key } = made.body.data;

  await world.owner.call('DELETE', `/api/members/${body.data.id}`);
  assert.equal((await world.call('GET', '/api/me', { key })).status, 401);
  await world.join('developer', 'dora@example.com');

  assert.equal((await world.call('GET', '/api/me', { key })).status, 401);
});

test('nobody makes a personal token above their role, and a key makes none', async (t) => {
  const world = await startWithOwner(t);
  const viewer = await world.join('viewer', 'vera@example.com');
  const body = { name: 'x', role: 'developer' };

  assert.equal(
    (await viewer.call('POST', '/api/me/tokens', { body })).body.error.code,
    'FORBIDDEN',
  );
  assert.equal((await world.call('POST', '/api/me/tokens', { body })).body.error.code, 'FORBIDDEN');
});

test('a label of an enrolment token that no filter could ask for is refused', async (t) => {
  const world = await startWithOwner(t);
  for (const labels of [{ 'a=b': 'c' }, { '': 'c' }]) {
    const body = { name: 'clusters', labels };
    const refused = await world.owner.call('POST', '/api/enrolment-tokens', { body });

    assert.equal(refused.body.error.code, 'VALIDATION_FAILED', JSON.stringify(labels));
    assert.match(refused.text, /labels/);
  }
});

test('an enrolment token is shown once, opens no route, and is not seen by others', async (t) => {
  const world = await startWithOwner(t);
  const made = await world.owner.call('POST', '/api/enrolment-tokens', {
    body: { name: 'clusters', usesMax: 20, expiresInHours: 2, labels: { region: 'eu' } },
  });
  const { token, id } = made.body.data;
  const stranger = await world.keyOf('owner', { orgId: otherOrganisationId });

  const listed = await world.owner.call('GET', '/api/enrolment-tokens');
  const foreign = await world.call('DELETE', `/api/enrolment-tokens/${id}`, { key: stranger });

  assert.match(token, /^hg_et_[0-9a-f]{48}$/);
  assert.equal(listed.body.data[0].labels.region, 'eu');
  assert.ok(!listed.text.includes(token));
  assert.ok(!world.log.text().includes(token));
  assert.equal((await world.call('GET', '/api/registries', { key: token })).status, 401);
  assert.equal(foreign.body.error.code, 'NOT_FOUND');
});
