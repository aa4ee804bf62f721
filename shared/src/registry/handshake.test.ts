import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchToken, probeRegistry } from './handshake.ts';
import type { RegistryRequest, RegistryResponse, Send } from './registry-exchange.ts';

const registryUrl = 'https://r.example.com/prefix';

function scripted(answer: Partial<RegistryResponse> & { text?: string }) {
  const requests: RegistryRequest[] = [];
  const send: Send = (request) => {
    requests.push(request);
    return Promise.resolve({
      status: 200,
      headers: {},
      url: request.url,
      body: new TextEncoder().encode(answer.text ?? ''),
      ...answer,
    });
  };
  return { requests, send };
}

test('the probe asks below the path prefix, with a slash at the end and without credentials', async () => {
  const { requests, send } = scripted({ text: '{}' });

  const outcome = await probeRegistry(registryUrl, send);

  assert.equal(outcome.kind, 'open');
  assert.deepEqual(requests, [{ method: 'GET', url: 'https://r.example.com/prefix/v2/' }]);
});

const challenge = 'Bearer realm="https://r.example.com/t",service="s"';

for (const { name, answer, want } of [
  {
    name: '401 with a challenge',
    answer: { status: 401, headers: { 'www-authenticate': challenge } },
    want: 'bearer',
  },
  { name: '401 without a challenge', answer: { status: 401 }, want: 'none' },
  {
    name: '401 with Basic in the second line',
    answer: { status: 401, headers: { 'www-authenticate': ['Negotiate', 'Basic realm=x'] } },
    want: 'basic',
  },
]) {
  test(`${name} is challenged by ${want}`, async () => {
    const outcome = await probeRegistry(registryUrl, scripted(answer).send);

    assert.equal(outcome.kind === 'challenged' && outcome.challenge.kind, want);
  });
}

test('an open registry may still offer to hear credentials', async () => {
  const { send } = scripted({ headers: { 'www-authenticate': 'basic realm=zot' } });

  const outcome = await probeRegistry(registryUrl, send);

  assert.equal(outcome.kind === 'open' && outcome.challenge.kind, 'basic');
});

for (const { name, answer, want } of [
  {
    name: 'a web page',
    answer: { headers: { 'content-type': 'text/html; charset=utf-8' } },
    want: 'NOT_A_REGISTRY',
  },
  { name: '404', answer: { status: 404 }, want: 'NOT_A_REGISTRY' },
  { name: '403', answer: { status: 403 }, want: 'REGISTRY_FORBIDDEN' },
  { name: '503', answer: { status: 503 }, want: 'REGISTRY_SERVER_ERROR' },
  {
    name: 'a challenge of the host a redirect led to',
    answer: {
      status: 401,
      url: 'https://evil.example.net/v2/',
      headers: { 'www-authenticate': 'Basic' },
    },
    want: 'REGISTRY_UNAUTHENTICATED',
  },
]) {
  test(`${name} at /v2/ is ${want}`, async () => {
    const outcome = await probeRegistry(registryUrl, scripted(answer).send);

    assert.equal(outcome.kind === 'refused' && outcome.code, want);
  });
}

const purpose = {
  registryUrl,
  challenge: { kind: 'bearer', realm: 'https://auth.example.com/t', service: 's' },
  scopes: ['repository:a:pull'],
  credential: { kind: 'password', username: 'u', password: 'canary' },
} as const;

test('a token is fetched from a realm of the same domain', async () => {
  const { requests, send } = scripted({ text: '{"access_token":"abc","expires_in":120}' });

  const outcome = await fetchToken(purpose, send);

  assert.equal(outcome.kind === 'token' && outcome.token, 'abc');
  assert.equal(
    requests[0]?.url,
    'https://auth.example.com/t?service=s&scope=repository%3Aa%3Apull',
  );
});

test('nothing at all is sent to an unrelated realm', async () => {
  const { requests, send } = scripted({ text: '{"token":"abc"}' });
  const hostile = {
    ...purpose,
    challenge: { kind: 'bearer', realm: 'https://evil.net/t' },
  } as const;

  const outcome = await fetchToken(hostile, send);

  assert.equal(outcome.kind === 'refused' && outcome.code, 'REALM_REFUSED');
  assert.deepEqual(requests, []);
  assert.ok(!JSON.stringify(outcome).includes('canary'));
});

for (const { name, status, credential, want } of [
  {
    name: '401 with a password',
    status: 401,
    credential: purpose.credential,
    want: 'REGISTRY_AUTHENTICATION_FAILED',
  },
  {
    name: '403 with a password',
    status: 403,
    credential: purpose.credential,
    want: 'REGISTRY_AUTHENTICATION_FAILED',
  },
  {
    name: '401 without credentials',
    status: 401,
    credential: { kind: 'anonymous' } as const,
    want: 'REGISTRY_UNAUTHENTICATED',
  },
  {
    name: '200 without a token',
    status: 200,
    credential: purpose.credential,
    want: 'REGISTRY_RESPONSE_INVALID',
  },
  { name: '500', status: 500, credential: purpose.credential, want: 'REGISTRY_SERVER_ERROR' },
]) {
  test(`${name} from the token service is ${want}`, async () => {
    const outcome = await fetchToken(
      { ...purpose, credential },
      scripted({ status, text: '{}' }).send,
    );

    assert.equal(outcome.kind === 'refused' && outcome.code, want);
  });
}
