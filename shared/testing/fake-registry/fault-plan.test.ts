import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { randomImage } from '../random-image.ts';
import { SeededRandom } from '../seeded-random.ts';
import { sendHttp } from '../send-http.ts';
import { rateLimited } from './fault-plan.ts';
import { startBlobStore } from './start-blob-store.ts';
import { startFakeRegistry } from './start-fake-registry.ts';

async function startWithImage(t: TestContext) {
  const registry = await startFakeRegistry();
  t.after(() => registry.close());
  const image = await randomImage(new SeededRandom(1), { fileBytes: 50_000 });
  registry.push(image, 'app', 'latest');
  const layer = image.layers[0] ?? assert.fail('no layer');
  return { registry, layer, blobUrl: `${registry.url}/v2/app/blobs/${layer.digest}` };
}

test('a fault hits the n-th request of its kind and as many as ordered', async (t) => {
  const { registry } = await startWithImage(t);
  registry.fail({ route: 'tags', nth: 2, times: 2, action: { kind: 'status', status: 503 } });

  const statuses: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    await sendHttp(`${registry.url}/v2/`);
    statuses.push((await sendHttp(`${registry.url}/v2/app/tags/list`)).status);
  }

  assert.deepEqual(statuses, [200, 503, 503, 200]);
});

test('a connection can break before the answer, or in the middle of a body', async (t) => {
  const { registry, blobUrl } = await startWithImage(t);
  registry.fail({ route: 'blob', action: { kind: 'reset' } });
  registry.fail({ route: 'blob', nth: 2, action: { kind: 'cut', afterBytes: 1000 } });

  await assert.rejects(sendHttp(blobUrl), { code: 'ECONNRESET' });
  await assert.rejects(sendHttp(blobUrl), /aborted/);
  assert.equal((await sendHttp(blobUrl)).status, 200);
});

test('a request can hang until it is released', async (t) => {
  const { registry } = await startWithImage(t);
  registry.fail({ route: 'ping', action: { kind: 'hang' } });
  let answered = false;
  const answer = sendHttp(`${registry.url}/v2/`).then((value) => {
    answered = true;
    return value;
  });

  await registry.hung();
  await sendHttp(`${registry.url}/v2/app/tags/list`);
  assert.equal(answered, false);
  registry.releaseHung();

  assert.equal((await answer).status, 200);
});

test('a registry that closes leaves no request hanging', async (t) => {
  const { registry } = await startWithImage(t);
  registry.fail({ route: 'ping', action: { kind: 'hang' } });
  const answer = sendHttp(`${registry.url}/v2/`).catch(() => 'broken');

  await registry.hung();
  await registry.close();

  assert.ok(await answer);
});

test('429 says when to come back, in seconds or as a date', async (t) => {
  const { registry } = await startWithImage(t);
  registry.fail({ action: rateLimited(7) });
  registry.fail({ nth: 2, action: rateLimited(new Date(Date.UTC(2026, 0, 1))) });
  const retryAfter = async () => (await sendHttp(`${registry.url}/v2/`)).headers['retry-after'];

  assert.equal(await retryAfter(), '7');
  assert.equal(await retryAfter(), 'Thu, 01 Jan 2026 00:00:00 GMT');
});

test('a hook can wait for whatever a test likes before each answer', async (t) => {
  const { registry } = await startWithImage(t);
  const seen: string[] = [];
  registry.knobs.beforeReply = async ({ method, path }) => {
    await Promise.resolve();
    seen.push(`${method} ${path}`);
  };

  await sendHttp(`${registry.url}/v2/`);

  assert.deepEqual(seen, ['GET /v2/']);
});

test('a limit of bytes per second delays a body but does not change it', async (t) => {
  const { registry, layer, blobUrl } = await startWithImage(t);
  registry.knobs.bytesPerSecond = 3 * layer.bytes.length;
  let received = false;
  const slow = sendHttp(blobUrl).then((answer) => {
    received = true;
    return answer;
  });

  await registry.waitForRequest(({ path }) => path.includes('/blobs/'));
  await sendHttp(`${registry.url}/v2/`);

  assert.equal(received, false);
  assert.deepEqual((await slow).body, Buffer.from(layer.bytes));
});

test('blobs can be elsewhere, where an authorization is refused and addresses expire', async (t) => {
  const { registry, layer, blobUrl } = await startWithImage(t);
  const store = await startBlobStore(registry);
  t.after(() => store.close());
  registry.knobs.blobRedirect = store.addressOf;

  const { status, headers } = await sendHttp(blobUrl);
  const location = headers.location ?? '';

  assert.equal(status, 307);
  assert.deepEqual((await sendHttp(location)).body, Buffer.from(layer.bytes));
  const leaking = await sendHttp(location, { headers: { authorization: 'Basic eDp5' } });
  assert.equal(leaking.status, 400);
  store.expireAddresses();
  assert.equal((await sendHttp(location)).status, 403);
  assert.equal(store.requests.length, 3);
});
