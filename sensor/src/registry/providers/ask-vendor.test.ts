import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { type TestContext, test } from 'node:test';
import { Type } from 'typebox';
import { httpFor, serve, signal } from '../testing/http-on-test.ts';
import { rejectsWith, withoutWaiting } from '../testing/provider-on-test.ts';
import { askVendor } from './ask-vendor.ts';

const schema = Type.Array(Type.Object({ name: Type.String() }));
const authorization = 'Bearer canary-token';

async function asking(t: TestContext, listener: RequestListener) {
  const server = await serve(t, listener);
  const access = httpFor(t, server.origin);
  const ask = (more: { authorization?: string; resource?: 'catalog' | 'tags' } = {}) =>
    askVendor(access, {
      url: `${server.origin}/api/list`,
      schema,
      resource: 'catalog',
      signal,
      ...more,
    });
  return { ask, ...access };
}

test('an answer of the right shape comes with its headers, unknown fields and all', async (t) => {
  const { ask } = await asking(t, (_request, response) => {
    response.writeHead(200, { 'x-total-count': '1' });
    response.end('[{"name":"a","new":{}}]');
  });

  const { value, headers } = await ask();

  assert.equal(value[0]?.name, 'a');
  assert.equal(headers['x-total-count'], '1');
});

for (const body of [
  '<html></html>',
  '{"name":"a"}',
  '[{"name":7}]',
  '',
  '[{"name":"\u{fffd}"',
  'null',
]) {
  test(`a 200 with ${JSON.stringify(body)} is no answer of the API`, async (t) => {
    const { ask } = await asking(t, (_request, response) => response.end(body));

    await rejectsWith(ask(), 'REGISTRY_RESPONSE_INVALID');
  });
}

for (const { status, resource, anonymous, code } of [
  { status: 401, resource: 'catalog', anonymous: true, code: 'REGISTRY_UNAUTHENTICATED' },
  { status: 401, resource: 'catalog', anonymous: false, code: 'REGISTRY_AUTHENTICATION_FAILED' },
  { status: 403, resource: 'tags', anonymous: false, code: 'REGISTRY_FORBIDDEN' },
  { status: 404, resource: 'catalog', anonymous: false, code: 'NOT_A_REGISTRY' },
  { status: 404, resource: 'tags', anonymous: false, code: 'REPOSITORY_UNKNOWN' },
  { status: 422, resource: 'catalog', anonymous: false, code: 'REGISTRY_RESPONSE_INVALID' },
] as const) {
  test(`${status} for ${resource}${anonymous ? ' without a credential' : ''} is ${code}`, async (t) => {
    const { ask, log } = await asking(t, (_request, response) => {
      response.writeHead(status).end('{"errors":[{"code":"DENIED"}]}');
    });

    const asked = ask({ resource, ...(anonymous ? {} : { authorization }) });

    await rejectsWith(asked, code, { status, registryCode: 'DENIED' });
    assert.ok(!JSON.stringify(log).includes('canary'));
  });
}

test('a question with a body is a POST of its type, and keeps its credential', async (t) => {
  const seen: unknown[] = [];
  const server = await serve(t, async (request, response) => {
    const chunks = await request.toArray();
    const { method, headers } = request;
    const text = Buffer.concat(chunks).toString('utf8');
    seen.push([method, headers['content-type'], headers.accept, headers.authorization, text]);
    response.end('[]');
  });
  const body = { type: 'text/plain', text: 'items.find()' };
  const url = `${server.origin}/api/search`;

  await askVendor(httpFor(t, server.origin), {
    url,
    schema,
    resource: 'catalog',
    authorization,
    body,
    signal,
  });

  assert.deepEqual(seen, [['POST', body.type, 'application/json', authorization, body.text]]);
});

test('a limit of the API is waited for and asked again', async (t) => {
  let calls = 0;
  const { ask, clock } = await asking(t, (_request, response) => {
    calls += 1;
    if (calls === 1) response.writeHead(429, { 'retry-after': '7' }).end();
    else response.end('[]');
  });

  const { value } = await withoutWaiting(clock, ask());

  assert.deepEqual(value, []);
  assert.equal(calls, 2);
});

test('the word of another host is not taken, and it gets no credential', async (t) => {
  const seen: (string | undefined)[] = [];
  const other = await serve(t, (request, response) => {
    seen.push(request.headers.authorization);
    response.end('[{"name":"evil"}]');
  });
  const { ask } = await asking(t, (_request, response) => {
    response.writeHead(302, { location: `${other.origin}/api/list` }).end();
  });

  await rejectsWith(ask({ authorization }), 'REGISTRY_RESPONSE_INVALID');
  assert.deepEqual(seen, [undefined]);
});

test('an answer without end is cut', async (t) => {
  const chunk = Buffer.alloc(1024 * 1024, ' ');
  const { ask } = await asking(t, (_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  });

  await rejectsWith(ask(), 'RESPONSE_TOO_LARGE');
});
