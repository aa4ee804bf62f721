import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { ApiError } from './api-error.ts';
import { createClient } from './create-client.ts';
import type { CodeOf } from './operation-types.ts';

test('a request goes where the operation says, with its key, its filters and its body', async (t) => {
  const asked: string[] = [];
  const url = await serve(t, async (request, response) => {
    const { method, headers } = request;
    asked.push(`${method} ${request.url} ${headers.authorization} ${await textOf(request)}`);
    asked.push(`${headers['idempotency-key']} ${headers['content-type']} ${headers['if-match']}`);
    response.end('{"data":[]}');
  });
  const client = createClient({ url: `${url}/`, key: 'hg_ak_1' });

  await client.call('GET /api/findings', { query: { severity: 'critical', page: 2 } });
  await client.call(
    'POST /api/scans',
    { body: { image: 'registry.example.com/a b:1' } },
    { idempotencyKey: 'once' },
  );
  await client.call(
    'PUT /api/views/{id}',
    { params: { id: 'a/b' }, body: { name: 'n', query: {}, isShared: false } },
    { ifMatch: '"1"' },
  );

  assert.deepEqual(asked, [
    'GET /api/findings?severity=critical&page=2 Bearer hg_ak_1 ',
    'undefined undefined undefined',
    'POST /api/scans Bearer hg_ak_1 {"image":"registry.example.com/a b:1"}',
    'once application/json undefined',
    'PUT /api/views/a%2Fb Bearer hg_ak_1 {"name":"n","query":{},"isShared":false}',
    'undefined application/json "1"',
  ]);
});

test('a refusal is an error with its code and all that is told with it', async (t) => {
  const issues = [{ path: '/image', message: 'must be text' }];
  const url = await serve(t, (_request, response) => {
    response.statusCode = 400;
    const told = { code: 'VALIDATION_FAILED', message: 'm', firstCheck: 'f', id: 'r', issues };
    response.end(JSON.stringify({ error: told }));
  });
  const code: CodeOf<'POST /api/scans'> = 'VALIDATION_FAILED';

  const error = await refusalOf(url);

  assert.deepEqual(
    { ...error },
    {
      ...{ name: 'ApiError', status: 400, code, firstCheck: 'f', issues, requestId: 'r' },
    },
  );
});

test('what a proxy in between says is not taken for an answer', async (t) => {
  const url = await serve(t, (_request, response) => {
    response.statusCode = 403;
    response.end('<h1>blocked</h1>');
  });

  const error = await refusalOf(url);

  assert.equal(`${error.status} ${error.code}`, '403 INTERNAL_ERROR');
});

test('no answer is told as a control plane that cannot be reached', async (t) => {
  const url = await serve(t, (request) => request.socket.destroy());

  const error = await refusalOf(url);

  assert.equal(`${error.status} ${error.code}`, '0 CONTROL_PLANE_UNREACHABLE');
});

test('a request that is given up is no failure of the control plane', async (t) => {
  const client = createClient({ url: await serve(t, () => undefined) });
  const controller = new AbortController();

  const asked = client.call('GET /api/health', {}, { signal: controller.signal });
  controller.abort();

  await assert.rejects(asked, { name: 'AbortError' });
});

async function refusalOf(url: string): Promise<ApiError> {
  const client = createClient({ url });
  const outcome = await client.call('POST /api/scans', { body: { image: 'a' } }).catch((e) => e);
  assert.ok(outcome instanceof ApiError);
  return outcome;
}

async function serve(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
