import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { httpFor, serve, signal } from '../testing/http-on-test.ts';
import { rejectsWith, withoutWaiting } from '../testing/provider-on-test.ts';
import { parallelStart } from './host-budget.ts';
import { HostBudgets } from './host-budgets.ts';

/** Holds its answers back until told, and counts how many it holds. */
function holdingServer() {
  const held: ServerResponse[] = [];
  let most = 0;
  return {
    held,
    most: () => most,
    listener: (_: unknown, response: ServerResponse) => {
      held.push(response);
      most = Math.max(most, held.length);
      if (held.length === parallelStart) for (const one of held.splice(0)) one.end();
    },
  };
}

test('two registries on one host share its budget', async (t) => {
  const holding = holdingServer();
  const server = await serve(t, holding.listener);
  const clock = new FakeClock();
  const budgets = new HostBudgets(clock);
  const sync = httpFor(t, server.origin, {}, { budgets, clock });
  const scan = httpFor(t, server.origin, {}, { budgets, clock });

  const all = [sync, scan].flatMap(({ http }) =>
    Array.from({ length: parallelStart }, () =>
      http.send({ method: 'GET', url: server.origin }, { signal }),
    ),
  );
  await Promise.all(all);

  assert.equal(holding.most(), parallelStart);
});

test('a registry that throttles, and one that says nothing, delay no other', async (t) => {
  const throttling = await serve(t, (_, response) => {
    response.writeHead(429, { 'retry-after': '120' }).end();
  });
  const silent = await serve(t, () => undefined);
  const good = await serve(t, (_, response) => response.end('ok'));
  const clock = new FakeClock();
  const budgets = new HostBudgets(clock);
  const controller = new AbortController();
  const stuck = [throttling, silent].flatMap(({ origin }) => {
    const { http } = httpFor(t, origin, {}, { budgets, clock });
    return Array.from({ length: 40 }, () =>
      http.send({ method: 'GET', url: origin }, { signal: controller.signal }),
    );
  });
  const ended = Promise.allSettled(stuck);
  await clock.timersPending();

  const { http } = httpFor(t, good.origin, {}, { budgets, clock });
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => http.send({ method: 'GET', url: good.origin }, { signal })),
  );

  assert.ok(answers.every(({ status }) => status === 200));
  assert.equal(clock.monotonicMs(), 0);
  controller.abort(new Error('the test is over'));
  await ended;
});

test('Retry-After holds back the whole host, and tells those who cannot wait', async (t) => {
  let requests = 0;
  const server = await serve(t, (_, response) => {
    requests += 1;
    if (requests === 1) response.writeHead(503, { 'retry-after': '30' });
    response.end();
  });
  const { http, clock } = httpFor(t, server.origin);
  const send = (attemptsMax?: number) =>
    http.send(
      { method: 'GET', url: server.origin },
      { signal, ...(attemptsMax === undefined ? {} : { attemptsMax }) },
    );
  const first = send();
  await clock.timersPending();

  const second = send();
  await rejectsWith(send(1), 'REGISTRY_RATE_LIMITED', { retryAfterSeconds: 30 });
  await clock.advance(29_999);
  assert.equal(requests, 1);
  await clock.advance(1);

  assert.deepEqual([(await first).status, (await second).status], [200, 200]);
});

test('a registry that says nothing is left is asked again only after its reset', async (t) => {
  let requests = 0;
  const server = await serve(t, (_, response) => {
    requests += 1;
    response.writeHead(200, { 'ratelimit-remaining': '0', 'ratelimit-reset': '60' }).end();
  });
  const { http, clock } = httpFor(t, server.origin);
  await http.send({ method: 'GET', url: server.origin }, { signal });

  const second = http.send({ method: 'GET', url: server.origin }, { signal });
  await clock.timersPending();

  assert.deepEqual(clock.pendingDelaysMs(), [60_000]);
  assert.equal(requests, 1);
  await clock.advance(60_000);
  await second;
  assert.equal(requests, 2);
});

test('a long wish is for the schedule: the host is not closed for hours', async (t) => {
  const server = await serve(t, (request, response) => {
    if (request.url === '/limited') response.writeHead(429, { 'retry-after': '21600' });
    response.end();
  });
  const { http } = httpFor(t, server.origin);
  const get = (path: string) =>
    http.send({ method: 'GET', url: `${server.origin}${path}` }, { signal, attemptsMax: 1 });

  assert.equal((await get('/limited')).status, 429);
  assert.equal((await get('/free')).status, 200);
});

test('trouble of a storage host is not held against the registry that named it', async (t) => {
  const storage = await serve(t, (_, response) => void response.writeHead(503).end());
  const registry = await serve(t, (request, response) => {
    if (request.url === '/blob') response.writeHead(307, { location: `${storage.origin}/` });
    response.end();
  });
  const clock = new FakeClock();
  const budgets = new HostBudgets(clock);
  const { http } = httpFor(t, registry.origin, {}, { budgets, clock });

  await withoutWaiting(
    clock,
    http.send({ method: 'GET', url: `${registry.origin}/blob` }, { signal }),
  );

  assert.ok(budgets.of(storage.host).limit < parallelStart);
  assert.ok(budgets.of(registry.host).limit >= parallelStart);
});

test('a stream being read takes no place of the lists', async (t) => {
  const server = await serve(t, (request, response) => {
    response.write('first');
    if (request.url !== '/blob') response.end();
  });
  const { http } = httpFor(t, server.origin);
  for (let stream = 0; stream < parallelStart * 2; stream += 1) {
    const { body } = await http.stream({ method: 'GET', url: `${server.origin}/blob` }, { signal });
    await body[Symbol.asyncIterator]().next();
  }

  const answer = await http.send({ method: 'GET', url: server.origin }, { signal });

  assert.equal(answer.status, 200);
});

test('requests one after the other use few connections, redirects included', async (t) => {
  const sockets = new Set<unknown>();
  const server = await serve(t, (request, response) => {
    sockets.add(request.socket);
    if (request.url === '/a') response.writeHead(302, { location: '/b', 'content-length': '5' });
    response.end('small');
  });
  const { http } = httpFor(t, server.origin);

  for (let round = 0; round < 20; round += 1) {
    await http.send({ method: 'GET', url: `${server.origin}/a` }, { signal });
  }

  assert.ok(sockets.size <= 3, String(sockets.size));
});
