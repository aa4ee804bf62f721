import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { type TestContext, test } from 'node:test';
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import { Type } from 'typebox';
import { httpFor, serve } from '../testing/http-on-test.ts';
import {
  anonymous,
  password,
  rejectsWith,
  signal,
  withoutWaiting,
} from '../testing/provider-on-test.ts';
import { createJsonApi } from './json-api.ts';

const schema = Type.Object({ names: Type.Array(Type.String()) });
const question = { path: '/api/names?page=1', schema };

async function apiFor(
  t: TestContext,
  listener: RequestListener,
  credential: TokenCredential = password,
) {
  const { origin } = await serve(t, listener);
  const { http, log, clock } = httpFor(t, origin);
  const target: LocalRegistryTarget = {
    registryId: '00000000-0000-7000-8000-000000000000',
    url: origin,
    provider: 'CUSTOM',
    allowPlainHttp: true,
    credentialHolder: 'sensor',
    guardAddresses: false,
    allowedAddresses: [],
  };
  const credentials = {
    resolve: () => Promise.resolve({ credential, source: 'registries-file', trace: [] }),
  };
  const api = createJsonApi({ url: origin, parts: { http, clock, credentials, target } });
  return { api, log, clock };
}

const answering =
  (status: number, body: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
  };

test('what is asked for is returned, and what a product adds does not matter', async (t) => {
  const { api } = await apiFor(t, answering(200, '{"names":["a"],"extra":{"b":1}}'));

  const { names } = await api.ask(question, { signal });

  assert.deepEqual(names, ['a']);
});

test('a credential goes along from the first request on', async (t) => {
  const seen: (string | undefined)[] = [];
  const { api } = await apiFor(t, (request, response) => {
    seen.push(request.headers.authorization);
    response.end('{"names":[]}');
  });

  await api.ask(question, { signal });

  assert.equal(seen.length, 1);
  assert.match(seen[0] ?? '', /^Basic /);
});

for (const { status, credential, code } of [
  { status: 401, credential: password, code: 'REGISTRY_AUTHENTICATION_FAILED' },
  { status: 401, credential: anonymous, code: 'CATALOG_RESTRICTED' },
  { status: 403, credential: password, code: 'CATALOG_RESTRICTED' },
  { status: 404, credential: password, code: 'CATALOG_RESTRICTED' },
  { status: 400, credential: password, code: 'REGISTRY_RESPONSE_INVALID' },
] as const) {
  test(`status ${status} for ${credential.kind} is ${code}`, async (t) => {
    const { api, log } = await apiFor(t, answering(status, '{}'), credential);

    await rejectsWith(api.ask(question, { signal }), code, { api: '/api/names', status });
    assert.doesNotMatch(log.text(), /canary/);
  });
}

test('a product that is down is not one that refuses', async (t) => {
  const { api, clock } = await apiFor(t, answering(503, 'maintenance'));

  const asked = withoutWaiting(clock, api.ask(question, { signal }));

  await rejectsWith(asked, 'REGISTRY_SERVER_ERROR');
});

for (const body of ['<!DOCTYPE html>', '{"names":"a"}', '[]', '{"names":', 'null', '']) {
  test(`an answer that is ${JSON.stringify(body)} is invalid, not empty`, async (t) => {
    const { api } = await apiFor(t, answering(200, body));

    await rejectsWith(api.ask(question, { signal }), 'REGISTRY_RESPONSE_INVALID');
  });
}

test('a redirect to another host gets no credential, and its answer does not count', async (t) => {
  const seen: (string | undefined)[] = [];
  const other = await serve(t, (request, response) => {
    seen.push(request.headers.authorization);
    response.end('{"names":["planted"]}');
  });
  const { api } = await apiFor(t, (_request, response) => {
    response.writeHead(302, { location: `${other.origin}/api/names` });
    response.end();
  });

  await rejectsWith(api.ask(question, { signal }), 'REGISTRY_RESPONSE_INVALID');
  assert.deepEqual(seen, [undefined]);
});

test('an answer of more than any list needs is cut off', async (t) => {
  const { api } = await apiFor(t, (_request, response) => {
    response.on('error', () => undefined);
    response.write('{"names":["');
    response.end('x'.repeat(20 * 1024 * 1024));
  });

  await rejectsWith(api.ask(question, { signal }), 'RESPONSE_TOO_LARGE');
});
