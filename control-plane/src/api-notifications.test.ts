// Notifications through the API: channels with their secrets, rules, previews, deliveries, roles and organisations.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startScriptServer } from '@harborguard/shared/testing/script-server.ts';
import { type ApiWorld, otherOrganisationId, startApi } from './cli/testing/api-world.ts';
import { findingEvent } from './domain/notifications/testing/sample-events.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';

const canaries = {
  slack: 'https://hooks.slack.com/services/T0/B0/canarySlackPath',
  password: 'canarySmtpPassword',
  routingKey: 'canary0000000000000000PagerDuty0',
};
const channels = '/api/notification-channels';
const rules = '/api/notification-rules';

async function world(t: TestContext): Promise<ApiWorld> {
  const api = await startApi(t, { allowedAddresses: ['127.0.0.0/8'] });
  t.after(() => api.services.notificationLoop.stop());
  return api;
}

async function made(api: ApiWorld, path: string, body: unknown) {
  const answer = await api.call('POST', path, { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.data;
}

async function happen(
  api: ApiWorld,
  ...changes: Parameters<typeof findingEvent>[0][]
): Promise<void> {
  const { registryId: _none, ...event } = findingEvent();
  await api.storage.unitOfWork.write(defaultOrganisationId, ({ notifications }) =>
    notifications.addEvents(changes.map((change) => ({ ...event, ...change }))),
  );
}

test('no answer, log or error holds the secret of a channel', async (t) => {
  const api = await world(t);
  const email = { kind: 'email', host: '127.0.0.1', port: 1, security: 'implicit' };
  const login = { username: 'guard', from: 'a@example.com', to: ['b@example.com'] };
  const targets = [
    { kind: 'slack', url: canaries.slack },
    { kind: 'teams', url: `https://127.0.0.1:1/canaryTeamsPath?sig=canary` },
    { kind: 'webhook', url: `https://127.0.0.1:1/canaryHook` },
    { kind: 'pagerduty', routingKey: canaries.routingKey },
    { ...email, ...login, password: canaries.password },
  ];
  const answers: string[] = [];
  for (const target of targets) {
    const { id, signingSecret, ...channel } = await made(api, channels, { name: 'one', target });
    answers.push(JSON.stringify(channel));
    if (target.kind === 'webhook') assert.match(signingSecret, /^whsec_/);
    else assert.equal(signingSecret, undefined);
    if (target.kind === 'slack' || target.kind === 'pagerduty') continue;
    const tested = await api.call('POST', `${channels}/${id}/test`);
    assert.deepEqual([tested.status, tested.body.data.sent], [200, false], tested.text);
    assert.equal(tested.body.data.code, 'NOTIFICATION_UNREACHABLE');
    assert.ok(tested.body.data.firstCheck.length > 0);
    answers.push(tested.text);
  }
  answers.push((await api.call('GET', channels)).text);
  const wrong = { name: 'x', target: { kind: 'slack', url: 'ftp://canary' } };
  const refused = await api.call('POST', channels, { body: wrong });
  assert.equal(refused.status, 400);
  answers.push(refused.text, api.log.text());
  assert.ok(!/canary/i.test(answers.join('\n')));
  const rows = await api.storage.db.selectFrom('notification_channel').selectAll().execute();
  assert.equal(rows.length, targets.length);
  for (const row of rows) {
    assert.ok(!/canary/i.test(row.settings_json + Buffer.from(row.sealed).toString('latin1')));
  }
});

test('a stored password goes nowhere but where it was given for', async (t) => {
  const api = await world(t);
  const target = {
    ...{ kind: 'email', host: 'mail.example.com', port: 587, security: 'starttls' },
    ...{ username: 'guard', from: 'a@example.com', to: ['b@example.com'] },
  };
  const password = canaries.password;
  const { id } = await made(api, channels, { name: 'mail', target: { ...target, password } });
  const change = (changes: object) =>
    api.call('PUT', `${channels}/${id}`, {
      body: { name: 'mail', target: { ...target, ...changes } },
    });
  assert.equal((await change({ to: ['c@example.com'] })).status, 200);
  for (const changes of [{ host: 'evil.example' }, { port: 25 }, { username: 'x' }]) {
    const refused = await change(changes);
    assert.equal(refused.status, 400);
    assert.equal(refused.body.error.issues[0].path, '/target.password');
  }
  assert.equal((await change({ host: 'evil.example', password: 'another' })).status, 200);
});

const refusedTargets: readonly (readonly [string, object])[] = [
  ['plain HTTP', { kind: 'slack', url: 'http://hooks.slack.com/services/x' }],
  ['a login in the address', { kind: 'webhook', url: 'https://user:word@example.com/' }],
  ['a retired connector', { kind: 'teams', url: 'https://x.webhook.office.com/webhookb2/y' }],
  ['no key', { kind: 'pagerduty' }],
  ['no address', { kind: 'slack' }],
  [
    'a login without TLS',
    {
      ...{ kind: 'email', host: 'mail', port: 25, security: 'none', username: 'a', password: 'b' },
      ...{ from: 'a@example.com', to: ['b@example.com'] },
    },
  ],
  [
    'a line break in an address',
    {
      ...{ kind: 'email', host: 'mail', port: 25, security: 'none' },
      ...{ from: 'a@example.com\r\nBcc: x@example.com', to: ['b@example.com'] },
    },
  ],
];
for (const [name, target] of refusedTargets) {
  test(`a channel is refused with ${name}`, async (t) => {
    const api = await world(t);
    const answer = await api.call('POST', channels, { body: { name: 'x', target } });
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.body.error.code, 'VALIDATION_FAILED');
  });
}

test('an event reaches the channel of its rule once, and again when asked to', async (t) => {
  const api = await world(t);
  const server = await startScriptServer([{ method: 'POST', url: '/hook', reply: {}, times: 3 }]);
  t.after(() => server.close());
  const target = { kind: 'webhook', url: `${server.url}/hook` };
  const { id: channelId } = await made(api, channels, { name: 'hook', target });
  await made(api, rules, {
    name: 'critical',
    channelId,
    events: ['finding.opened'],
    severity: 'critical',
  });
  await happen(api, {}, { key: 'k2', newsKey: 'finding:2', severity: 'high' });
  // The same finding once more: it is the same news.
  await happen(api, { key: 'k3' });
  api.services.notificationLoop.start();
  await api.clock.advance(5_000);
  await api.services.notificationLoop.settled();

  const listed = await api.call('GET', `/api/deliveries?state=sent&channel=${channelId}`);
  assert.equal(listed.body.meta.total, 1, listed.text);
  const [delivery] = listed.body.data;
  assert.deepEqual([delivery.eventCount, delivery.attempts, delivery.lastStatus], [1, 1, 200]);

  const redelivered = await api.call('POST', `/api/deliveries/${delivery.id}/redeliver`);
  assert.equal(redelivered.status, 202);
  await api.services.notificationLoop.settled();
  const ids = server.requests.map(({ headers }) => headers['webhook-id']);
  assert.deepEqual(ids, [delivery.id, delivery.id]);
  const tested = await api.call('POST', `${channels}/${channelId}/test`);
  assert.deepEqual(tested.body.data, { sent: true, status: 200 });
});

test('a channel that fails is tried again, left alone after five times, and says why', async (t) => {
  const api = await world(t);
  const server = await startScriptServer([
    { method: 'POST', url: '/hook', reply: { status: 503 }, times: 5 },
    { method: 'POST', url: '/hook', reply: {}, times: 6 },
  ]);
  t.after(() => server.close());
  const target = { kind: 'webhook', url: `${server.url}/hook` };
  const { id: channelId } = await made(api, channels, { name: 'hook', target });
  await made(api, rules, { name: 'all', channelId });
  const { notificationLoop: loop } = api.services;
  loop.start();
  for (let index = 1; index <= 6; index += 1) {
    await happen(api, { key: `k${index}`, newsKey: `finding:${index}` });
    await api.clock.advance(5_000);
    await loop.settled();
  }
  const failing = await api.call('GET', `${channels}/${channelId}`);
  const { failuresInRow, lastErrorCode, pausedUntil } = failing.body.data;
  assert.deepEqual([failuresInRow, lastErrorCode], [5, 'NOTIFICATION_DEFERRED']);
  assert.ok(Date.parse(pausedUntil) > api.clock.now());
  assert.equal(server.requests.length, 5);

  for (let round = 0; round < 150; round += 1) {
    await api.clock.advance(5_000);
    await loop.settled();
  }
  const sent = await api.call('GET', '/api/deliveries?state=sent');
  assert.equal(sent.body.meta.total, 6);
  const healthy = (await api.call('GET', `${channels}/${channelId}`)).body.data;
  assert.deepEqual([healthy.failuresInRow, healthy.pausedUntil], [0, undefined]);
});

test('a rule shows beforehand which of the last events it would have told', async (t) => {
  const api = await world(t);
  await happen(api, {}, { key: 'k2', newsKey: 'n2', repository: 'other/app', isFixable: false });
  const preview = async (body: object) => {
    const answer = await api.call('POST', `${rules}/preview`, { body });
    assert.equal(answer.status, 200, answer.text);
    return answer.body.data;
  };
  assert.equal((await preview({})).matched.length, 2);
  assert.equal((await preview({ repositories: ['team/*'] })).matched[0].repository, 'team/app');
  assert.deepEqual(await preview({ repositories: ['other/*'], onlyFixable: true }), {
    lookedAt: 2,
    matched: [],
  });
});

test('a glob that cannot be meant is told, also by a preview, before it costs anything', async (t) => {
  const api = await world(t);
  const target = { kind: 'slack', url: canaries.slack };
  const { id: channelId } = await made(api, channels, { name: 'slack', target });
  for (const glob of ['{a,b}'.repeat(40), '{team,', 'team/']) {
    const filter = { repositories: ['team/*', glob] };
    const preview = await api.call('POST', `${rules}/preview`, { body: filter });
    const create = await api.call('POST', rules, { body: { name: 'one', channelId, ...filter } });
    for (const { status, body } of [preview, create]) {
      assert.deepEqual([status, body.error.code], [400, 'VALIDATION_FAILED'], glob);
      assert.equal(body.error.issues[0].path, '/repositories/1');
    }
  }
});

test('a rule wants a channel, registries and a time zone that exist', async (t) => {
  const api = await world(t);
  const target = { kind: 'slack', url: canaries.slack };
  const { id: channelId } = await made(api, channels, { name: 'slack', target });
  const nowhere = '11111111-1111-7111-8111-111111111111';
  for (const wrong of [
    { channelId: nowhere },
    { registryIds: [nowhere] },
    { timeZone: 'Europe/Nowhere' },
    { digestAt: '25:00' },
  ]) {
    const answer = await api.call('POST', rules, { body: { name: 'x', channelId, ...wrong } });
    assert.equal(answer.status, 400, JSON.stringify(wrong));
  }
  const rule = await made(api, rules, { name: 'x', channelId, digest: 'daily' });
  const changed = await api.call('PUT', `${rules}/${rule.id}`, { body: { name: 'y', channelId } });
  assert.deepEqual([changed.body.data.name, changed.body.data.digest], ['y', 'realtime']);
  assert.equal((await api.call('DELETE', `${channels}/${channelId}`)).status, 204);
  assert.deepEqual((await api.call('GET', rules)).body.data, []);
});

test('others read without writing, and another organisation sees nothing', async (t) => {
  const api = await world(t);
  const target = { kind: 'slack', url: canaries.slack };
  const { id: channelId } = await made(api, channels, { name: 'slack', target });
  const { id: ruleId } = await made(api, rules, { name: 'x', channelId });
  const stranger = await api.keyOf('owner', { orgId: otherOrganisationId });
  for (const role of ['auditor', 'viewer'] as const) {
    const key = await api.keyOf(role);
    assert.equal((await api.call('GET', `${channels}/${channelId}`, { key })).status, 200);
    assert.equal((await api.call('DELETE', `${channels}/${channelId}`, { key })).status, 403);
    assert.equal((await api.call('POST', `${channels}/${channelId}/test`, { key })).status, 403);
  }
  for (const path of [`${channels}/${channelId}`, `${rules}/${ruleId}`]) {
    assert.equal((await api.call('GET', path, { key: stranger })).status, 404);
    assert.equal((await api.call('DELETE', path, { key: stranger })).status, 404);
  }
  assert.deepEqual((await api.call('GET', channels, { key: stranger })).body.data, []);
  const body = { name: 'x', channelId };
  assert.equal((await api.call('POST', rules, { body, key: stranger })).status, 400);
});
