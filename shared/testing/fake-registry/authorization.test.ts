import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '../fake-clock.ts';
import { sendHttp } from '../send-http.ts';
import type { BearerAuthentication } from './registry-knobs.ts';
import { type FakeRegistry, startFakeRegistry } from './start-fake-registry.ts';

const account = { username: 'robot$ci', password: 'secret' };
const basic = `Basic ${Buffer.from('robot$ci:secret').toString('base64')}`;

async function startWithTokens(t: TestContext, more: Partial<BearerAuthentication> = {}) {
  const clock = new FakeClock();
  const registry = await startFakeRegistry({
    knobs: { authentication: { kind: 'bearer', ...account, ...more } },
    clock,
  });
  t.after(() => registry.close());
  registry.content.addRepository('team/app');
  return { registry, clock };
}

async function fetchToken(registry: FakeRegistry, scope: string, authorization?: string) {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const url = `${registry.url}/token?service=fake-registry&scope=${encodeURIComponent(scope)}`;
  const answer = await sendHttp(url, { headers });
  return { status: answer.status, ...(answer.json() as Record<string, unknown>) } as {
    status: number;
    token?: string;
    access_token?: string;
    expires_in?: number;
  };
}

const readTags = (registry: FakeRegistry, token: string) =>
  sendHttp(`${registry.url}/v2/team/app/tags/list`, {
    headers: { authorization: `Bearer ${token}` },
  });

test('Basic is challenged, then lets the right account in and no other', async (t) => {
  const registry = await startFakeRegistry({
    knobs: { authentication: { kind: 'basic', ...account } },
  });
  t.after(() => registry.close());
  const ping = (headers: Record<string, string>) => sendHttp(`${registry.url}/v2/`, { headers });

  const anonymous = await ping({});

  assert.equal(anonymous.status, 401);
  assert.match(anonymous.headers['www-authenticate'] ?? '', /^Basic realm=/);
  assert.equal((await ping({ authorization: basic })).status, 200);
  assert.equal((await ping({ authorization: `${basic}x` })).status, 401);
});

test('a bearer challenge names realm, service and the scope that is missing', async (t) => {
  const { registry } = await startWithTokens(t);

  const bare = await sendHttp(`${registry.url}/v2/`);
  const tags = await sendHttp(`${registry.url}/v2/team/app/tags/list`);

  assert.equal(
    bare.headers['www-authenticate'],
    `Bearer realm="${registry.url}/token",service="fake-registry"`,
  );
  assert.match(tags.headers['www-authenticate'] ?? '', /scope="repository:team\/app:pull"$/);
});

test('a token opens exactly what its scope says', async (t) => {
  const { registry } = await startWithTokens(t);
  const { token = '' } = await fetchToken(registry, 'repository:team/app:pull', basic);
  const catalog = await sendHttp(`${registry.url}/v2/_catalog`, {
    headers: { authorization: `Bearer ${token}` },
  });

  assert.equal((await readTags(registry, token)).status, 200);
  assert.equal(catalog.status, 401);
  assert.match(catalog.headers['www-authenticate'] ?? '', /error="insufficient_scope"/);
});

test('a token ends with its time, and all of them when they are revoked', async (t) => {
  const { registry, clock } = await startWithTokens(t, { expiresInSeconds: 120 });
  const { token = '' } = await fetchToken(registry, 'repository:team/app:pull', basic);

  await clock.advance(119_000);
  assert.equal((await readTags(registry, token)).status, 200);
  await clock.advance(1000);
  const expired = await readTags(registry, token);
  assert.equal(expired.status, 401);
  assert.match(expired.headers['www-authenticate'] ?? '', /error="invalid_token"/);

  const second = await fetchToken(registry, 'repository:team/app:pull', basic);
  registry.tokens.revokeAll();
  assert.equal((await readTags(registry, second.token ?? '')).status, 401);
});

test('the reply of the token service takes all the shapes seen in the field', async (t) => {
  const scope = 'repository:team/app:pull';
  const shapes = [
    [{ tokenField: 'access_token' }, { access: true, plain: false, expires: 300 }],
    [{ tokenField: 'token-and-empty' }, { access: false, plain: true, expires: 300 }],
    [{ expiresInSeconds: null }, { access: true, plain: true, expires: undefined }],
  ] as const;
  for (const [knobs, expected] of shapes) {
    const { registry } = await startWithTokens(t, knobs);
    const reply = await fetchToken(registry, scope, basic);

    assert.deepEqual(
      { access: !!reply.access_token, plain: !!reply.token, expires: reply.expires_in },
      expected,
    );
  }
});

test('wrong credentials are refused by the token service, with the status it is told', async (t) => {
  const { registry } = await startWithTokens(t, { refusalStatus: 403 });

  assert.equal((await fetchToken(registry, 'registry:catalog:*', `${basic}x`)).status, 403);
});

test('anonymous tokens allow pulls where the registry is public, and nothing otherwise', async (t) => {
  for (const [anonymousPull, status] of [
    [true, 200],
    [false, 401],
  ] as const) {
    const { registry } = await startWithTokens(t, { anonymousPull });
    const { token = '' } = await fetchToken(registry, 'repository:team/app:pull,push');

    assert.equal((await readTags(registry, token)).status, status);
  }
});

test('a token may be given and allow nothing', async (t) => {
  const { registry } = await startWithTokens(t, { grantsNothing: true });
  const { status, token = '' } = await fetchToken(registry, 'repository:team/app:pull', basic);

  assert.equal(status, 200);
  assert.equal((await readTags(registry, token)).status, 401);
});

test('a refresh token is exchanged by POST, and the form is remembered', async (t) => {
  const { registry } = await startWithTokens(t, { refreshToken: 'refresh-me' });
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: 'refresh-me',
    service: 'fake-registry',
    client_id: 'test',
    scope: 'repository:team/app:pull registry:catalog:*',
  });

  const answer = await sendHttp(`${registry.url}/token`, { method: 'POST', body: String(form) });
  const { access_token: token } = answer.json() as { access_token: string };

  assert.equal((await readTags(registry, token)).status, 200);
  assert.equal(registry.requests[0]?.body, String(form));
});
