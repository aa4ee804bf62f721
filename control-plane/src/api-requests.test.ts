import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildApp } from './app.ts';
import { startApi, testConfig } from './cli/testing/api-world.ts';

const limitsOf = (limits: { callerRateLimit?: number; addressRateLimit?: number }) => ({
  operations: { ...testConfig('').operations, ...limits },
});
const newKey = { name: 'pipeline', role: 'viewer' };

test('a caller is told what is left, then refused until a token is back, apart from others', async (t) => {
  const world = await startApi(t, limitsOf({ callerRateLimit: 3 }));
  const other = await world.keyOf('viewer');

  const first = await world.call('GET', '/api/registries');
  await world.call('GET', '/api/registries');
  await world.call('GET', '/api/registries');
  const refused = await world.call('GET', '/api/registries');

  assert.equal(first.headers['ratelimit-policy'], '"caller";q=3;w=60');
  assert.equal(first.headers['ratelimit'], '"caller";r=2;t=20');
  assert.equal(refused.status, 429);
  assert.equal(refused.body.error.code, 'RATE_LIMITED');
  assert.equal(refused.headers['retry-after'], '20');
  assert.equal((await world.call('GET', '/api/registries', { key: other })).status, 200);
  await world.clock.advance(20_000);
  assert.equal((await world.call('GET', '/api/registries')).status, 200);
});

test('wrong keys use up their address, health checks do not and are never refused', async (t) => {
  const world = await startApi(t, limitsOf({ addressRateLimit: 2 }));
  const guess = () => world.call('GET', '/api/registries', { key: 'hg_ak_wrong' });

  for (let count = 0; count < 5; count += 1) {
    assert.equal((await world.call('GET', '/healthz', { key: null })).status, 200);
  }
  const statuses = [(await guess()).status, (await guess()).status, (await guess()).status];

  assert.deepEqual(statuses, [401, 401, 429]);
  assert.equal((await world.call('GET', '/readyz', { key: null })).status, 200);
});

test('a request sent again under its Idempotency-Key makes nothing new and gets the same answer', async (t) => {
  const world = await startApi(t);
  const send = (body: unknown, key = 'once') =>
    world.call('POST', '/api/api-keys', { body, headers: { 'idempotency-key': key } });

  const first = await send(newKey);
  const again = await send(newKey);
  const other = await send({ ...newKey, name: 'other' });
  const fresh = await send(newKey, 'twice');

  assert.equal(first.status, 201);
  assert.equal(again.status, 201);
  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers['idempotent-replayed'], 'true');
  assert.equal(first.headers['idempotent-replayed'], undefined);
  assert.equal(other.status, 409);
  assert.equal(other.body.error.code, 'IDEMPOTENCY_KEY_REUSED');
  assert.notEqual(fresh.body.data.id, first.body.data.id);
  const events = await world.storage.db.selectFrom('audit_event').selectAll().execute();
  const made = events.filter((event) => JSON.stringify(event).includes('POST /api/api-keys'));
  assert.equal(made.length, 2, 'a replay is no act');
  const listed = await world.call('GET', '/api/api-keys');
  assert.equal(
    listed.body.data.filter((key: { name: string }) => key.name === 'pipeline').length,
    2,
  );
});

test('a kept answer holds no one-time secret in clear, and is gone after a day', async (t) => {
  const world = await startApi(t);
  const send = () =>
    world.call('POST', '/api/api-keys', { body: newKey, headers: { 'idempotency-key': 'once' } });

  const first = await send();
  const rows = await world.storage.db.selectFrom('idempotent_answer').selectAll().execute();
  await world.clock.advance(24 * 60 * 60 * 1000 + 1);
  const later = await send();

  assert.equal(rows.length, 1);
  assert.ok(!Buffer.from(rows[0]?.answer_sealed ?? []).includes(first.body.data.key));
  assert.ok(!JSON.stringify(rows).includes('once'));
  assert.notEqual(later.body.data.id, first.body.data.id);
});

test('the same Idempotency-Key of another caller is another key', async (t) => {
  const world = await startApi(t);
  const admin = await world.keyOf('admin');
  const options = { body: newKey, headers: { 'idempotency-key': 'shared' } };

  const mine = await world.call('POST', '/api/api-keys', options);
  const theirs = await world.call('POST', '/api/api-keys', { ...options, key: admin });

  assert.equal(theirs.status, 201);
  assert.notEqual(theirs.body.data.id, mine.body.data.id);
});

test('while the first request is at work the second is asked to come back', async (t) => {
  const world = await startApi(t);
  const send = () =>
    world.call('POST', '/api/api-keys', { body: newKey, headers: { 'idempotency-key': 'once' } });
  await send();
  await world.storage.db
    .updateTable('idempotent_answer')
    .set({ status: null, answer_sealed: null })
    .execute();

  const early = await send();
  await world.clock.advance(5 * 60 * 1000 + 1);
  const late = await send();

  assert.equal(early.status, 409);
  assert.equal(early.body.error.code, 'IDEMPOTENCY_IN_PROGRESS');
  assert.equal(early.headers['retry-after'], '1');
  assert.equal(late.status, 201);
});

test('two requests at once under one Idempotency-Key make one thing', async (t) => {
  const world = await startApi(t);
  const send = () =>
    world.call('POST', '/api/api-keys', { body: newKey, headers: { 'idempotency-key': 'once' } });

  const answers = await Promise.all([send(), send(), send()]);

  const made = answers.filter(({ status }) => status === 201);
  const others = answers.filter(({ status }) => status !== 201);
  assert.equal(new Set(made.map(({ body }) => body.data.id)).size, 1);
  assert.ok(others.every(({ body }) => body.error.code === 'IDEMPOTENCY_IN_PROGRESS'));
  assert.equal(
    (await world.call('GET', '/api/api-keys')).body.meta.total,
    2,
    'the owner’s and one',
  );
});

test('a process that dies between the effect and its answer has no effect again', async (t) => {
  const world = await startApi(t);
  const send = (app = world.app) =>
    app.inject({
      ...{ method: 'POST', url: '/api/api-keys', payload: newKey },
      headers: { authorization: `Bearer ${world.ownerKey}`, 'idempotency-key': 'once' },
    });
  const { operations } = world.services.api;
  const dying = {
    ...operations,
    idempotentAnswers: {
      ...operations.idempotentAnswers,
      finish: () => Promise.reject(new Error('the process dies here')),
    },
  };
  const app = await buildApp({ ...world.services.api, operations: dying });
  t.after(() => app.close());
  await send(app);

  const early = await send();
  await world.clock.advance(5 * 60 * 1000 + 1);
  const late = await send();
  const total = (await world.call('GET', '/api/api-keys')).body.meta.total;
  await world.clock.advance(24 * 60 * 60 * 1000);
  const nextDay = await send();

  assert.equal(early.json().error.code, 'IDEMPOTENCY_IN_PROGRESS');
  assert.deepEqual([late.statusCode, late.json().error.code], [409, 'IDEMPOTENCY_ANSWER_LOST']);
  assert.equal(total, 2);
  assert.equal(nextDay.statusCode, 201);
});

test('a body that is nested to exhaust its reader is refused as any other that is wrong', async (t) => {
  const world = await startApi(t);
  const key = await world.keyOf('owner');
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const send = (url: string, payload: string) =>
    world.app.inject({
      ...{ method: 'POST', url, payload },
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    });
  const deep = nested(200_000);

  for (const [url, body] of [
    ['/api/session', `{"email":"a@example.com","password":${deep}}`],
    ['/api/session', deep],
    [
      '/api/api-keys',
      `{"name":"deep","role":"viewer","x":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
    ],
  ] as const) {
    const answer = await send(url, body);
    assert.equal(answer.statusCode, 400, url);
    assert.equal(answer.json().error.code, 'VALIDATION_FAILED');
  }
  const name = JSON.stringify(`"${nested(60)}\\`);
  assert.equal((await send('/api/api-keys', `{"name":${name},"role":"viewer"}`)).statusCode, 201);
});

test('an Idempotency-Key that is no key is refused before anything happens', async (t) => {
  const world = await startApi(t);

  const answer = await world.call('POST', '/api/api-keys', {
    body: newKey,
    headers: { 'idempotency-key': 'x'.repeat(256) },
  });

  assert.equal(answer.status, 400);
  assert.equal(
    (await world.storage.db.selectFrom('idempotent_answer').selectAll().execute()).length,
    0,
  );
});

test('what has not changed is answered 304 without a body', async (t) => {
  const world = await startApi(t);
  const first = await world.call('GET', '/api/registries');
  const etag = String(first.headers['etag']);

  const same = await world.call('GET', '/api/registries', { headers: { 'if-none-match': etag } });
  await world.call('POST', '/api/registries', {
    body: { url: 'registry.example.com', scanMethod: 'sensor' },
  });
  const changed = await world.call('GET', '/api/registries', {
    headers: { 'if-none-match': etag },
  });

  assert.equal(same.status, 304);
  assert.equal(same.text, '');
  assert.equal(changed.status, 200);
});

test('a change that names an older version is refused, one that names the present is made', async (t) => {
  const world = await startApi(t);
  const made = await world.call('POST', '/api/registries', {
    body: { url: 'registry.example.com', scanMethod: 'sensor' },
  });
  const path = `/api/registries/${made.body.data.id}`;
  const etag = String((await world.call('GET', path)).headers['etag']);
  const rename = (name: string, ifMatch: string) =>
    world.call('PUT', path, { body: { name }, headers: { 'if-match': ifMatch } });
  await world.clock.advance(1000);

  const mine = await rename('mine', etag);
  const theirs = await rename('theirs', etag);
  await world.clock.advance(1000);
  const next = await rename('next', String(mine.headers['etag']));

  assert.equal(mine.status, 200);
  assert.equal(theirs.status, 412);
  assert.equal(theirs.body.error.code, 'PRECONDITION_FAILED');
  assert.equal(next.status, 200);
  assert.equal((await world.call('GET', path)).body.data.name, 'next');
});

test('every answer carries the id of its request, an error in its body too', async (t) => {
  const world = await startApi(t);

  const answer = await world.call('GET', '/api/nothing');

  assert.equal(answer.headers['x-request-id'], answer.body.error.id);
  assert.match(answer.body.error.id, /^[0-9a-f-]{36}$/);
  const line = world.log.lines.find(({ fields }) => fields['id'] === answer.body.error.id);
  assert.equal(line?.message, 'request answered');
});

test('ready means that the database takes writes', async (t) => {
  const world = await startApi(t);
  assert.equal((await world.call('GET', '/readyz', { key: null })).status, 200);
  const { schema } = world.storage.db;
  await schema.alterTable('setting').renameTo('away').execute();

  await world.clock.advance(5000);
  const answer = await world.call('GET', '/readyz', { key: null });
  await schema.alterTable('away').renameTo('setting').execute();

  assert.equal(answer.status, 503);
  assert.equal(answer.body.error.code, 'DATABASE_UNWRITABLE');
  assert.equal((await world.call('GET', '/healthz', { key: null })).status, 200);
});

test('the log level is read and changed by an admin of the first organisation only', async (t) => {
  const world = await startApi(t);
  const path = '/api/system/log-level';
  const stranger = await world.keyOf('owner', {
    orgId: '00000000-0000-7000-8000-000000000002',
  });

  assert.deepEqual((await world.call('GET', path)).body.data, { level: 'info' });
  const changed = await world.call('PUT', path, { body: { level: 'debug' } });
  const wrong = await world.call('PUT', path, { body: { level: 'loud' } });
  const refused = await world.call('PUT', path, { body: { level: 'silent' }, key: stranger });

  assert.equal(changed.status, 200);
  assert.equal(wrong.status, 400);
  assert.equal(refused.status, 403);
  assert.deepEqual((await world.call('GET', path)).body.data, { level: 'debug' });
});
