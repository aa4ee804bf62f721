import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { otherOrganisationId, startApi } from './cli/testing/api-world.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { Browser } from './testing/browser.ts';
import { goodPassword, ownerEmail, startWithOwner, tokenOf } from './testing/people-world.ts';

async function world(t: TestContext) {
  const api = await startApi(t);
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.app.server.address() as AddressInfo;
  const listen = async (key: string) => {
    const stop = new AbortController();
    const answer = await fetch(`http://127.0.0.1:${port}/api/events`, {
      headers: { authorization: `Bearer ${key}`, 'last-event-id': '41' },
      signal: stop.signal,
    });
    t.after(() => stop.abort());
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async (): Promise<string> => (await reader?.read())?.value ?? '(ended)';
    return { answer, next };
  };
  const connect = (name: string) =>
    api.call('POST', '/api/registries', {
      body: { name, url: `${name}.example.com`, scanMethod: 'sensor' },
    });
  return { ...api, listen, connect };
}

test('whoever listens is told which kinds of things changed, once for what came together', async (t) => {
  const { ownerKey, listen, connect, clock } = await world(t);
  const { answer, next } = await listen(ownerKey);
  assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.match(await next(), /retry: \d+/);

  await connect('one');
  await connect('two');
  await clock.advance(500);

  const event = await next();
  assert.match(event, /^event: changed\ndata: /);
  const { kinds } = JSON.parse(event.split('data: ')[1] ?? '') as { kinds: string[] };
  assert.ok(kinds.includes('registry') && kinds.includes('key'));
  assert.equal(new Set(kinds).size, kinds.length);
});

test('an invitation that is given, and one that is taken up, are told at once', async (t) => {
  const { app, call, ownerKey, listen, clock } = await world(t);
  const { next } = await listen(ownerKey);
  await next();
  const invitation = { role: 'viewer', email: 'vera@example.com' };

  const invited = await call('POST', '/api/invitations', { body: invitation });
  await clock.advance(500);
  const given = await next();
  const accepted = await new Browser(app).call('POST', '/api/invitations/accept', {
    body: { token: tokenOf(invited.body.data.link), password: goodPassword },
  });
  await clock.advance(500);
  const taken = await next();

  assert.equal(accepted.status, 200, accepted.text);
  assert.match(given, /"member"/);
  assert.match(taken, /"member"/);
});

test('what one person changes in the settings is told to the others', async (t) => {
  const { call, ownerKey, listen, clock } = await world(t);
  const { next } = await listen(ownerKey);
  await next();
  const view = { kind: 'images', name: 'Old', query: { search: 'old' } };

  const made = await call('POST', '/api/views', { body: view });
  await clock.advance(500);

  assert.equal(made.status, 201, made.text);
  assert.match(await next(), /"setting"/);
});

test('a silent stream is kept alive', async (t) => {
  const { ownerKey, listen, clock } = await world(t);
  const { next } = await listen(ownerKey);
  await next();

  await clock.advance(20_000);

  assert.match(await next(), /^: /);
});

test('what changes in another organisation is not told', async (t) => {
  const { keyOf, listen, connect, clock } = await world(t);
  const stranger = await keyOf('viewer', { orgId: otherOrganisationId });
  const { next } = await listen(stranger);
  await next();

  await connect('one');
  await clock.advance(20_000);

  assert.match(await next(), /^: /);
});

test('whoever signs out is told to their other tabs at once, and to nobody of another organisation', async (t) => {
  const { owner, services, clock, app } = await startWithOwner(t);
  const heard = (orgId: string) => {
    const kinds: string[] = [];
    t.after(services.api.changes.subscribe(orgId, (told) => kinds.push(...told)));
    return kinds;
  };
  const [own, others] = [heard(defaultOrganisationId), heard(otherOrganisationId)];
  const second = new Browser(app);
  const body = { email: ownerEmail, password: goodPassword };
  assert.equal((await second.call('POST', '/api/session', { body })).status, 200);
  await clock.advance(500);
  assert.deepEqual(own, [], 'who signs in ends nothing');

  for (const end of ['/api/session', '/api/me/sessions']) {
    const browser = end === '/api/session' ? second : owner;
    assert.ok((await browser.call('DELETE', end)).status < 300, end);
    await clock.advance(500);
    assert.deepEqual(own.splice(0), ['key'], end);
  }
  assert.deepEqual(others, []);
});

test('that a key was used is no news', async (t) => {
  const { services, clock, call } = await startApi(t);
  const kinds: string[] = [];
  t.after(services.api.changes.subscribe(defaultOrganisationId, (told) => kinds.push(...told)));
  await clock.advance(3_600_000);
  kinds.length = 0;

  const { body } = await call('GET', '/api/api-keys');
  await clock.advance(500);

  assert.equal(body.data[0].lastUsedAt, new Date(clock.now() - 500).toISOString());
  assert.deepEqual(kinds, []);
});

test('a key limited to registries hears a beat, whether or not something changed elsewhere', async (t) => {
  const { keyOf, listen, connect, clock } = await world(t);
  const { body } = await connect('one');
  const limited = await keyOf('viewer', { registryIds: [body.data.id] });
  const { next } = await listen(limited);
  await next();

  await connect('two');
  await clock.advance(1_000);
  await clock.advance(4_000);

  assert.match(await next(), /^event: changed\ndata: \{"kinds":\["registry"/);
});

test('a stream ends by itself, so that a key is asked for again', async (t) => {
  const { ownerKey, listen, clock } = await world(t);
  const { next } = await listen(ownerKey);

  for (let minutes = 0; minutes < 6; minutes += 1) await clock.advance(60_000);

  let text = '';
  do text = await next();
  while (text !== '(ended)');
});

test('more streams than one key may have are refused with the time to wait', async (t) => {
  const { ownerKey, listen } = await world(t);
  const streams = [];
  for (let count = 0; count < 50; count += 1) streams.push(await listen(ownerKey));

  const { answer } = await listen(ownerKey);

  assert.equal(answer.status, 429);
  assert.ok(Number(answer.headers.get('retry-after')) > 0);
  assert.ok(streams.every((stream) => stream.answer.status === 200));
});

test('a stop ends every stream', async (t) => {
  const { app, ownerKey, listen } = await world(t);
  const { next } = await listen(ownerKey);
  await next();

  await app.close();

  assert.equal(await next(), '(ended)');
});
