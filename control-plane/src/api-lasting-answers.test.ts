// Streams and long files end within two seconds of the right to them, however that ended.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { otherOrganisationId } from './cli/testing/api-world.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import type { Browser } from './testing/browser.ts';
import { goodPassword, type PeopleWorld, startWithOwner } from './testing/people-world.ts';

/** How soon a revoked key is deaf. */
const deafAfterMs = 2_000;

/** Advisories that somebody takes slowly: the first bytes, and the rest when the test is over. */
function slowFile(t: TestContext) {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  t.after(() => resolve());
  const read = async function* () {
    yield Buffer.from('first');
    await over;
  };
  const file = { bytes: 1_000, etag: '"slow"', read: () => Promise.resolve(read()) };
  return { open: () => Promise.resolve(file), close: () => Promise.resolve() };
}

type Headers = Readonly<Record<string, string>>;

interface Taking {
  /** What came; rejects when it was cut off before its end. */
  readonly text: Promise<string>;
  readonly state: () => 'open' | 'ended' | 'cut';
  /** Fails at once where the server would go on, which `text` would wait for without end. */
  readonly assertLetGo: () => void;
}

async function start(t: TestContext) {
  const world = await startWithOwner(t, {}, { advisoryExport: slowFile(t) });
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = world.app.server.address() as AddressInfo;
  const take = async (path: string, headers: Headers): Promise<Taking> => {
    const stop = new AbortController();
    t.after(() => stop.abort());
    const asked = once(world.app.server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers, signal: stop.signal });
    const [, sent] = await asked;
    assert.equal(answer.status, 200);
    let state: 'open' | 'ended' | 'cut' = 'open';
    const text = answer.text();
    text.then(
      () => (state = 'ended'),
      () => (state = 'cut'),
    );
    const assertLetGo = () =>
      assert.ok(sent.writableEnded || sent.destroyed, `${path} goes on after the right to it`);
    return { text, state: () => state, assertLetGo };
  };
  const both = async (headers: Headers) => ({
    events: await take('/api/events', headers),
    file: await take('/api/advisories/file', headers),
  });
  return { ...world, both };
}

const bearer = (key: string): Headers => ({ authorization: `Bearer ${key}` });
const withCookie = ({ cookie = '' }: Browser): Headers => ({
  cookie,
  'sec-fetch-site': 'same-origin',
});

interface Case {
  /** What is shown, and what then ends the right to it. */
  prepare(world: PeopleWorld): Promise<{ headers: Headers; lapse(): Promise<unknown> }>;
}

const ends: Readonly<Record<string, Case['prepare']>> = {
  'its key is revoked': async (world) => {
    const headers = bearer(await world.keyOf('viewer'));
    const { body } = await world.call('GET', '/api/api-keys');
    const id = body.data.find(({ role }: { role: string }) => role === 'viewer').id;
    return { headers, lapse: () => world.call('DELETE', `/api/api-keys/${id}`) };
  },
  'another process revokes its key': async (world) => {
    const headers = bearer(await world.keyOf('viewer'));
    const { db } = world.storage;
    const revoked = { revoked_at: world.clock.now() };
    return {
      headers,
      lapse: () => db.updateTable('api_key').set(revoked).where('role', '=', 'viewer').execute(),
    };
  },
  'its key expires': async (world) => ({
    headers: bearer(await world.keyOf('viewer', { expiresAt: world.clock.now() + 500 })),
    lapse: () => Promise.resolve(),
  }),
  'the role of its key is less': async (world) => ({
    headers: bearer(await world.keyOf('developer')),
    lapse: () =>
      world.storage.db
        .updateTable('api_key')
        .set({ role: 'viewer' })
        .where('role', '=', 'developer')
        .execute(),
  }),
  'its key is limited to fewer registries': async (world) => {
    const registryIds: string[] = [];
    for (const url of ['one.example.com', 'two.example.com']) {
      const made = await world.call('POST', '/api/registries', {
        body: { url, scanMethod: 'sensor' },
      });
      registryIds.push(made.body.data.id);
    }
    return {
      headers: bearer(await world.keyOf('viewer', { registryIds })),
      lapse: () =>
        world.storage.db
          .deleteFrom('api_key_registry')
          .where('registry_id', '=', registryIds[0] ?? '')
          .execute(),
    };
  },
  'the person of its token may do less': async (world) => {
    const { token, id } = await withToken(world);
    return {
      headers: bearer(token),
      lapse: () => world.owner.call('PATCH', `/api/members/${id}`, { body: { role: 'viewer' } }),
    };
  },
  'the person of its token leaves': async (world) => {
    const { token, id } = await withToken(world);
    return {
      headers: bearer(token),
      lapse: () => world.owner.call('DELETE', `/api/members/${id}`),
    };
  },
  'its person signs out': async (world) => {
    const browser = await world.join('developer', 'dora@example.com');
    return {
      headers: withCookie(browser),
      lapse: () => browser.call('DELETE', '/api/session'),
    };
  },
  'its person signs out everywhere, elsewhere': async (world) => {
    const browser = await world.join('developer', 'dora@example.com');
    const headers = withCookie(browser);
    await browser.call('POST', '/api/session', {
      body: { email: 'dora@example.com', password: goodPassword },
    });
    return { headers, lapse: () => browser.call('DELETE', '/api/me/sessions') };
  },
  'its person may do less': async (world) => {
    const browser = await world.join('developer', 'dora@example.com');
    const id = (await browser.call('GET', '/api/me')).body.data.id;
    return {
      headers: withCookie(browser),
      lapse: () => world.owner.call('PATCH', `/api/members/${id}`, { body: { role: 'viewer' } }),
    };
  },
  'its session goes on in another organisation': async (world) => {
    const browser = await world.join('developer', 'dora@example.com');
    const id = (await browser.call('GET', '/api/me')).body.data.id;
    const headers = withCookie(browser);
    await world.storage.unitOfWork.write(otherOrganisationId, ({ people }) =>
      people.addMember(id, 'developer', world.clock.now()),
    );
    const body = { organisationId: otherOrganisationId };
    return { headers, lapse: () => browser.call('PUT', '/api/session', { body }) };
  },
};

async function withToken(world: PeopleWorld) {
  const browser = await world.join('developer', 'dora@example.com');
  const { id } = (await browser.call('GET', '/api/me')).body.data;
  const body = { name: 'laptop', role: 'developer' };
  const { data } = (await browser.call('POST', '/api/me/tokens', { body })).body;
  return { id, token: data.key as string };
}

for (const [when, prepare] of Object.entries(ends)) {
  test(`streams and files end when ${when}`, async (t) => {
    const world = await start(t);
    const { headers, lapse } = await prepare(world);
    const { events, file } = await world.both(headers);
    const others = await world.both(bearer(world.ownerKey));

    await lapse();
    await world.clock.advance(deafAfterMs);

    for (const answer of [events, file]) answer.assertLetGo();
    assert.match(await events.text, /retry/);
    await assert.rejects(file.text, 'half a file is no file');
    assert.deepEqual([others.events.state(), others.file.state()], ['open', 'open']);
  });
}

test('a right that grows ends nothing', async (t) => {
  const world = await start(t);
  const browser = await world.join('developer', 'dora@example.com');
  const { id } = (await browser.call('GET', '/api/me')).body.data;
  const { events, file } = await world.both(withCookie(browser));

  await world.owner.call('PATCH', `/api/members/${id}`, { body: { role: 'admin' } });
  for (let seconds = 0; seconds < 5; seconds += 1) await world.clock.advance(1_000);

  assert.deepEqual([events.state(), file.state()], ['open', 'open']);
});

test('while the database does not answer streams stay, and are judged when it does', async (t) => {
  const world = await start(t);
  const { events } = await world.both(bearer(await world.keyOf('viewer')));
  const { keys: keyService, standing } = world.services.api;
  const asked = t.mock.method(standing, 'lapsed', () => Promise.reject(new Error('away')));

  await world.clock.advance(deafAfterMs);
  assert.equal(events.state(), 'open');
  assert.equal(world.log.linesOf('the callers of open answers could not be checked').length, 2);
  asked.mock.restore();
  const { keys } = await keyService.list(defaultOrganisationId, { offset: 0, limit: 10 });
  for (const { id } of keys) await keyService.revoke(defaultOrganisationId, id, everything);
  await world.clock.advance(deafAfterMs);

  events.assertLetGo();
  assert.match(await events.text, /retry/);
});

const everything = { role: 'owner', registryIds: [] } as const;
