import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Browser } from './testing/browser.ts';
import { goodPassword, ownerEmail, startWithOwner } from './testing/people-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

test('a session ends when it idles for twelve hours, and after a week whatever happens', async (t) => {
  const world = await startWithOwner(t);
  const idle = new Browser(world.app);
  const body = { email: ownerEmail, password: goodPassword };
  await idle.call('POST', '/api/session', { body });

  for (let hours = 0; hours < 7 * 24; hours += 11) {
    assert.equal((await world.owner.call('GET', '/api/me')).status, 200, `after ${hours} hours`);
    await world.clock.advance(11 * hourMs);
    if (hours === 11) assert.equal((await idle.call('GET', '/api/me')).status, 401);
  }

  const late = await world.owner.call('GET', '/api/me');
  assert.equal(late.status, 401);
  assert.equal(world.owner.cookie, undefined);
});

test('the cookie is replaced now and then, and requests under way are not cut off', async (t) => {
  const world = await startWithOwner(t);
  const before = world.owner.cookie;
  await world.clock.advance(15 * minuteMs);

  await world.owner.call('GET', '/api/me');
  const after = world.owner.cookie;
  const parallel = new Browser(world.app);
  parallel.cookie = before;
  assert.equal((await parallel.call('GET', '/api/me')).status, 200);
  assert.equal(parallel.cookie, before, 'one candidate is enough');
  assert.equal((await world.owner.call('GET', '/api/me')).status, 200);
  assert.equal((await parallel.call('GET', '/api/me')).status, 200);

  assert.notEqual(after, before);
});

test('a replaced cookie that turns up later ends the session for both', async (t) => {
  const world = await startWithOwner(t);
  const thief = new Browser(world.app);
  thief.cookie = world.owner.cookie;
  await world.clock.advance(15 * minuteMs);
  await world.owner.call('GET', '/api/me');
  await world.owner.call('GET', '/api/me');
  await world.clock.advance(2 * minuteMs);

  assert.equal((await thief.call('GET', '/api/me')).status, 401);
  assert.equal((await world.owner.call('GET', '/api/me')).status, 401);
});

test('an answer with a new cookie may be lost', async (t) => {
  const world = await startWithOwner(t);
  const before = world.owner.cookie;
  await world.clock.advance(15 * minuteMs);
  await world.owner.call('GET', '/api/me');
  world.owner.cookie = before;
  await world.clock.advance(2 * minuteMs);

  assert.equal((await world.owner.call('GET', '/api/me')).status, 200);
  assert.notEqual(world.owner.cookie, before);
  assert.equal((await world.owner.call('GET', '/api/me')).status, 200);
});

test('people see their sessions, end one, and sign out here or everywhere', async (t) => {
  const world = await startWithOwner(t);
  const [second, third] = [new Browser(world.app), new Browser(world.app)];
  const body = { email: ownerEmail, password: goodPassword };
  for (const browser of [second, third]) await browser.call('POST', '/api/session', { body });
  const stranger = await world.join('admin', 'anna@example.com');

  const listed = await world.owner.call('GET', '/api/me/sessions');
  const [current] = listed.body.data.filter((row: { isCurrent: boolean }) => row.isCurrent);
  const other = (await second.call('GET', '/api/me/sessions')).body.data.find(
    (row: { isCurrent: boolean }) => row.isCurrent,
  );
  assert.equal(listed.body.data.length, 3);
  assert.equal(current.address, '192.0.2.7');
  assert.equal(current.agent, 'test browser');
  assert.equal(
    (await stranger.call('DELETE', `/api/me/sessions/${other.id}`)).body.error.code,
    'NOT_FOUND',
  );
  assert.equal((await world.owner.call('DELETE', `/api/me/sessions/${other.id}`)).status, 204);
  assert.equal((await second.call('GET', '/api/me')).status, 401);

  const kept = world.owner.cookie;
  await world.owner.call('DELETE', '/api/session');
  assert.equal(world.owner.cookie, undefined);
  world.owner.cookie = kept;
  assert.equal((await world.owner.call('GET', '/api/me')).status, 401);

  await second.call('POST', '/api/session', { body });
  await third.call('DELETE', '/api/me/sessions');
  assert.equal((await second.call('GET', '/api/me')).status, 401);
  assert.equal((await stranger.call('GET', '/api/me')).status, 200);
});

const crossSite: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = [
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['another host of the same domain', { 'sec-fetch-site': 'same-site' }],
  ['the address bar', { 'sec-fetch-site': 'none' }],
  ['no page at all', { 'sec-fetch-site': undefined }],
  ['another origin', { 'sec-fetch-site': undefined, origin: 'http://evil.example' }],
  ['a form of our own', { 'x-harborguard-request': undefined }],
];

for (const [name, headers] of crossSite) {
  test(`a change from ${name} is refused, reading is not changed by it`, async (t) => {
    const world = await startWithOwner(t);
    const body = { email: 'vera@example.com', role: 'viewer' };

    const changed = await world.owner.call('POST', '/api/invitations', { body, headers });
    const entered = await new Browser(world.app).call('POST', '/api/session', {
      body: { email: ownerEmail, password: goodPassword },
      headers,
    });

    assert.equal(changed.body.error.code, 'CROSS_SITE_REFUSED');
    assert.equal(entered.body.error.code, 'CROSS_SITE_REFUSED');
    assert.equal((await world.owner.call('GET', '/api/invitations')).body.meta.total, 0);
  });
}

test('a browser that names only its origin is believed for our own', async (t) => {
  const world = await startWithOwner(t);
  const headers = { 'sec-fetch-site': undefined, origin: 'http://localhost:8080' };

  const answer = await world.owner.call('POST', '/api/invitations', {
    body: { email: 'vera@example.com', role: 'viewer' },
    headers,
  });

  assert.equal(answer.status, 201);
});

test('a key is no person: it has no sessions and no password', async (t) => {
  const world = await startWithOwner(t);

  const me = await world.call('GET', '/api/me');
  const sessions = await world.call('GET', '/api/me/sessions');

  assert.equal(me.body.data.kind, 'key');
  assert.equal(sessions.body.error.code, 'FORBIDDEN');
});

test('a cookie that is there twice, or is no token, is no session', async (t) => {
  const world = await startWithOwner(t);
  const good = world.owner.cookie ?? '';

  for (const cookie of [`${good}; ${good}`, 'harborguard_session=x', `${good}x`]) {
    world.owner.cookie = cookie;
    assert.equal((await world.owner.call('GET', '/api/me')).status, 401, cookie);
  }
});
