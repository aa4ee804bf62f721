import assert from 'node:assert/strict';
import { connect, createServer as createTcpServer, type LookupFunction } from 'node:net';
import { test } from 'node:test';
import { startLoopbackServer } from '@harborguard/shared/testing/fake-registry/loopback-server.ts';
import { MemoryTracer } from '@harborguard/shared/testing/memory-tracer.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import { canary, httpFor, serve, signal } from '../testing/http-on-test.ts';
import { rejectsWith } from '../testing/provider-on-test.ts';

test('an answer comes back with status, headers and body, and says who asked', async (t) => {
  const server = await serve(t, (request, response) => {
    response.writeHead(404, { 'www-authenticate': ['Basic', 'Bearer realm="x"'] });
    response.end(request.headers['user-agent']);
  });
  const { http } = httpFor(t, server.origin);

  const answer = await http.send({ method: 'GET', url: `${server.origin}/v2/` }, { signal });

  assert.equal(answer.status, 404);
  assert.equal(Buffer.from(answer.body).toString(), 'HarborGuard-Sensor/test');
  assert.deepEqual(answer.headers['www-authenticate'], ['Basic', 'Bearer realm="x"']);
});

test('a body over the limit is refused, not cut', async (t) => {
  const server = await serve(t, (_, response) => response.end('a'.repeat(2000)));
  const { http } = httpFor(t, server.origin);
  const request = { method: 'GET', url: server.origin } as const;

  await rejectsWith(http.send(request, { signal, bodyBytesMax: 1999 }), 'RESPONSE_TOO_LARGE');
  const whole = await http.send(request, { signal, bodyBytesMax: 2000 });

  assert.equal(whole.body.byteLength, 2000);
});

test('plain http without the opt-in is refused before anything is sent', async (t) => {
  let requests = 0;
  const server = await serve(t, (_, response) => {
    requests += 1;
    response.end();
  });
  const { http } = httpFor(t, server.origin, { allowPlainHttp: false });

  await rejectsWith(
    http.send({ method: 'GET', url: server.origin, authorization: canary }, { signal }),
    'PLAIN_HTTP_NOT_ALLOWED',
  );
  assert.equal(requests, 0);
});

test('429 with Retry-After is tried again exactly when the registry said', async (t) => {
  let requests = 0;
  const server = await serve(t, (_, response) => {
    requests += 1;
    if (requests === 1) response.writeHead(429, { 'retry-after': '17' });
    response.end('done');
  });
  const { http, clock } = httpFor(t, server.origin);

  const answer = http.send({ method: 'GET', url: server.origin }, { signal });
  await clock.timersPending();
  assert.deepEqual(clock.pendingDelaysMs(), [17_000]);
  await clock.advanceToNextTimer();

  assert.equal((await answer).status, 200);
  assert.equal(requests, 2);
});

test('a lasting 503 is given back after the last attempt', async (t) => {
  let requests = 0;
  const server = await serve(t, (_, response) => {
    requests += 1;
    response.writeHead(503).end();
  });
  const { http, clock } = httpFor(t, server.origin);

  const answer = http.send({ method: 'GET', url: server.origin }, { signal, attemptsMax: 3 });
  for (let retry = 0; retry < 2; retry += 1) {
    await clock.timersPending();
    await clock.advanceToNextTimer();
  }

  assert.equal((await answer).status, 503);
  assert.equal(requests, 3);
});

test('a connection that breaks is tried again', async (t) => {
  let requests = 0;
  const server = await serve(t, (request, response) => {
    requests += 1;
    if (requests === 1) request.socket.destroy();
    else response.end('ok');
  });
  const { http, clock } = httpFor(t, server.origin);

  const answer = http.send({ method: 'GET', url: server.origin }, { signal });
  await clock.timersPending();
  await clock.advanceToNextTimer();

  assert.equal((await answer).status, 200);
});

test('waiting for a retry ends at once when it is cancelled', async (t) => {
  const server = await serve(t, (_, response) => void response.writeHead(503).end());
  const { http, clock } = httpFor(t, server.origin);
  const controller = new AbortController();

  const answer = http.send({ method: 'GET', url: server.origin }, { signal: controller.signal });
  await clock.timersPending();
  controller.abort(new Error('cancelled by the test'));

  await assert.rejects(answer, /cancelled by the test/);
  assert.deepEqual(clock.pendingDelaysMs(), []);
});

test('a refused connection is unreachable', async (t) => {
  const server = await startLoopbackServer(() => undefined);
  await server.close();
  const { http } = httpFor(t, server.origin);

  await rejectsWith(
    http.send({ method: 'GET', url: server.origin }, { signal, attemptsMax: 1 }),
    'REGISTRY_UNREACHABLE',
    { host: server.host, reason: 'ECONNREFUSED' },
  );
});

test('a name without an address is unresolved', async (t) => {
  const lookup: LookupFunction = (_, __, callback) =>
    callback(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }), []);
  const { http } = httpFor(t, 'http://registry.invalid', {}, { lookup });

  await rejectsWith(
    http.send({ method: 'GET', url: 'http://registry.invalid/' }, { signal, attemptsMax: 1 }),
    'REGISTRY_NAME_UNRESOLVED',
    { host: 'registry.invalid' },
  );
});

test('a registry that accepts and stays silent is a timeout', async (t) => {
  const server = await serve(t, () => undefined);
  const { http } = httpFor(t, server.origin, {}, { timeouts: { headersMs: 50 } });

  await rejectsWith(
    http.send({ method: 'GET', url: server.origin }, { signal, attemptsMax: 1 }),
    'REGISTRY_TIMEOUT',
  );
});

test('a body that stops coming is a timeout', async (t) => {
  const server = await serve(t, (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('some');
  });
  const { http } = httpFor(t, server.origin, {}, { timeouts: { bodyIdleMs: 50 } });

  await rejectsWith(
    http.send({ method: 'GET', url: server.origin }, { signal, attemptsMax: 1 }),
    'REGISTRY_TIMEOUT',
  );
});

test('what answers without speaking HTTP is no valid answer', async (t) => {
  const server = createTcpServer((socket) =>
    socket.once('data', () => socket.write('SSH-2.0-OpenSSH\r\n')),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const url = `http://127.0.0.1:${address.port}`;
  const { http } = httpFor(t, url);

  await rejectsWith(
    http.send({ method: 'GET', url }, { signal, attemptsMax: 1 }),
    'REGISTRY_RESPONSE_INVALID',
  );
});

test('neither the query of an address nor a credential gets into the log', async (t) => {
  const server = await serve(t, (_, response) => response.end());
  const { http, log } = httpFor(t, server.origin);
  const url = `${server.origin}/v2/a/blobs/x?X-Amz-Signature=canary`;

  await http.send({ method: 'GET', url, authorization: canary }, { signal });

  assert.equal(log.linesOf('registry request answered').length, 1);
  assert.ok(!log.text().includes('canary') && !log.text().includes(canary));
});

test('closing cuts what is open', async (t) => {
  const server = await serve(t, () => undefined);
  const { http } = httpFor(t, server.origin);
  const answer = http.send({ method: 'GET', url: server.origin }, { signal, attemptsMax: 1 });
  const rejected = rejectsWith(answer, 'REGISTRY_UNREACHABLE');

  await new Promise<void>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => resolve(void socket.end()));
  });
  await http.close();

  await rejected;
});

test('a request is a span of host and status, and neither says what was asked nor tells the registry of it', async (t) => {
  const asked: unknown[] = [];
  const server = await serve(t, (request, response) => {
    asked.push(request.headers['traceparent']);
    const isFirst = request.url?.startsWith('/v2/') === true;
    if (isFirst) response.writeHead(307, { location: '/blob/canary?sig=canary' });
    else response.writeHead(404);
    response.end();
  });
  const tracer = new MemoryTracer();
  const { http } = httpFor(t, server.origin, {}, { tracer });

  const url = `${server.origin}/v2/canary?n=canary`;
  await traced(tracer, { name: 'job' }, () =>
    http.send({ method: 'GET', url, authorization: canary }, { signal }),
  );

  const [job] = tracer.named('job');
  const sent = tracer.named('registry GET');
  const base = { 'http.request.method': 'GET', 'server.address': '127.0.0.1' };
  const place = { ...base, 'server.port': server.port };
  assert.deepEqual(
    sent.map(({ attributes }) => attributes),
    [
      { ...place, 'http.response.status_code': 307 },
      { ...place, 'http.response.status_code': 404, 'error.type': '404' },
    ],
  );
  assert.ok(sent.every(({ options }) => options.parent?.spanId === job?.spanId));
  assert.deepEqual(asked, [undefined, undefined]);
  assert.doesNotMatch(JSON.stringify(tracer.spans), /canary|Y2FuYXJ5/);
});

test('a registry that cannot be reached fails the span by the code', async (t) => {
  const server = await startLoopbackServer(() => undefined);
  await server.close();
  const tracer = new MemoryTracer();
  const { http } = httpFor(t, server.origin, {}, { tracer });

  const request = { method: 'GET', url: `${server.origin}/v2/` } as const;
  await rejectsWith(http.send(request, { signal, attemptsMax: 1 }), 'REGISTRY_UNREACHABLE');

  assert.equal(tracer.named('registry GET')[0]?.status?.message, 'REGISTRY_UNREACHABLE');
});
