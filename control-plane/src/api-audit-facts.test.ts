// What the audit log tells of a change, and that it tells of none where nothing changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeSigningKey } from '@harborguard/shared/testing/signatures/signing-kit.ts';
import { type ApiWorld, startApi } from './cli/testing/api-world.ts';
import { isAuditedRoute } from './http/audit-trail.ts';
import { publishedRoutes } from './published-routes.ts';
import { startWithOwner } from './testing/people-world.ts';
import { noId, routeRows, withNothing } from './testing/route-rows.ts';

const audited = (await publishedRoutes()).filter(
  ({ method, path, role }) =>
    role !== undefined && isAuditedRoute(method, path.replace(/\{(\w+)\}/g, ':$1')),
);

test('no request that is refused leaves an event, whatever it got to before', async (t) => {
  const world = await startWithOwner(t);
  let refusals = 0;
  for (const { method, path } of audited) {
    const row = routeRows[`${method} ${path}`];
    const bodies = [undefined, {}, row?.body, row?.naming?.body(noId)];
    for (const body of row?.isRefusalOnly === true ? [] : bodies) {
      const before = await countOf(world);
      const answer = await world.owner.call(method as 'POST', withNothing(path), { body });
      const about = `${method} ${path} ${JSON.stringify(body)}: ${answer.text}`;
      assert.equal((await countOf(world)) - before, answer.status < 400 ? 1 : 0, about);
      if (answer.status >= 400) refusals += 1;
    }
  }
  assert.ok(refusals > 100, `${refusals} refusals`);
});

test('what is over already is refused, and no event claims that it ended again', async (t) => {
  const world = await startApi(t);
  const created = await world.call('POST', '/api/registries', {
    body: { url: 'registry.example.com', scanMethod: 'sensor' },
  });
  assert.equal(created.status, 201, created.text);
  const scan = { body: { image: 'registry.example.com/app:1' } };
  const { scanId } = (await world.call('POST', '/api/scans', scan)).body.data;

  const early = await world.call('POST', `/api/jobs/${scanId}/redrive`);
  const first = await world.call('POST', `/api/jobs/${scanId}/cancel`);
  const second = await world.call('POST', `/api/jobs/${scanId}/cancel`);

  assert.deepEqual([early.status, first.status, second.status], [409, 202, 409]);
  const [event, ...others] = await eventsOf(world, scanId, 'POST /api/jobs');
  assert.deepEqual(others, []);
  assert.deepEqual([event?.before?.['state'], event?.after?.['state']], ['queued', 'cancelled']);
});

test('a channel and a rule show what was chosen, before and after, and of secrets only which are others', async (t) => {
  const world = await startApi(t);
  const channels = '/api/notification-channels';
  const target = { kind: 'slack', url: 'https://127.0.0.1:1/services/canary-one' };
  const body = { name: 'ops', target };
  const { id } = (await world.call('POST', channels, { body })).body.data;
  const moved = { ...target, url: 'https://127.0.0.1:1/services/canary-two' };
  await world.call('PUT', `${channels}/${id}`, { body: { name: 'night', target: moved } });
  const rule = { name: 'grave', channelId: id, events: ['finding.opened'], severity: 'critical' };
  const made = await world.call('POST', '/api/notification-rules', { body: rule });
  const ruleId: string = made.body.data.id;
  await world.call('PUT', `/api/notification-rules/${ruleId}`, {
    body: { ...rule, severity: 'high' },
  });
  await world.call('DELETE', `/api/notification-rules/${ruleId}`);
  await world.call('DELETE', `${channels}/${id}`);

  const [gone, changed, first] = await eventsOf(world, id);
  const [, edited, begun] = await eventsOf(world, ruleId);

  assert.deepEqual(first?.after?.['secrets'], ['url']);
  assert.deepEqual([changed?.before?.['name'], changed?.after?.['name']], ['ops', 'night']);
  assert.deepEqual(changed?.after?.['secretsReplaced'], ['url']);
  assert.equal(gone?.before?.['origin'], 'https://127.0.0.1:1');
  assert.equal(begun?.after?.['severity'], 'critical');
  assert.deepEqual(
    [edited?.before?.['severity'], edited?.after?.['severity']],
    ['critical', 'high'],
  );
  assert.doesNotMatch(JSON.stringify(await eventsOf(world)), /canary/);
});

test('a signer shows whom it trusted, also once it is gone', async (t) => {
  const world = await startApi(t);
  const trust = { kind: 'key', publicKey: makeSigningKey().pem };
  const made = await world.call('POST', '/api/signers', { body: { name: 'release', trust } });
  const id: string = made.body.data.id;
  await world.call('DELETE', `/api/signers/${id}`);

  const again = await world.call('DELETE', `/api/signers/${id}`);
  const [gone, begun, ...others] = await eventsOf(world, id);

  assert.equal(again.status, 404);
  assert.deepEqual(others, []);
  assert.equal(begun?.after?.['publicKey'], trust.publicKey);
  assert.deepEqual(gone?.before, begun?.after);
});

test('who asks for advisories leaves one event, and the update itself none', async (t) => {
  const result = { records: 1, changedPackages: null, skipped: {}, failedFeeds: [] };
  const runAdvisoryUpdate = () => Promise.resolve({ kind: 'imported' as const, ...result });
  const world = await startApi(t, {}, { runAdvisoryUpdate });

  const answer = await world.call('POST', '/api/advisories/update');
  await world.services.api.advisoryUpdates.stop();

  assert.equal(answer.status, 202, answer.text);
  const [event, ...others] = await eventsOf(world);
  assert.deepEqual(others, []);
  assert.equal(event?.action, 'POST /api/advisories/update');
  assert.deepEqual([event?.before?.['running'], event?.after?.['running']], [false, true]);
  assert.equal(world.services.api.advisoryUpdates.status().lastAttempt?.outcome, 'imported');
});

interface ToldEvent {
  readonly action: string;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** Newest first. */
async function eventsOf(world: ApiWorld, target = '', action = ''): Promise<readonly ToldEvent[]> {
  const query = new URLSearchParams();
  if (target !== '') query.set('target', target);
  if (action !== '') query.set('action', action);
  const { body, text } = await world.call('GET', `/api/audit?${query}`);
  assert.ok(Array.isArray(body.data), text);
  return body.data;
}

async function countOf(world: ApiWorld): Promise<number> {
  return (await world.call('GET', '/api/audit')).body.meta.total;
}
