import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startLoopbackServer } from '@harborguard/shared/testing/fake-registry/loopback-server.ts';
import type { RegistryKnobs } from '@harborguard/shared/testing/fake-registry/registry-knobs.ts';
import { startBlobStore } from '@harborguard/shared/testing/fake-registry/start-blob-store.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import {
  account,
  collect,
  password,
  providerFor,
  rejectsWith,
  signal,
  startRegistry,
  withoutWaiting,
} from '../testing/provider-on-test.ts';

const bytes = new SeededRandom(3).bytes(300_000);
const digest = `sha256:${'5'.repeat(64)}`;

async function setUp(t: TestContext, knobs: Partial<RegistryKnobs> = {}) {
  const authentication = { kind: 'bearer', ...account } as const;
  const registry = await startRegistry(t, { authentication, ...knobs });
  registry.content.putBlob('app', digest, bytes);
  const { provider, clock } = providerFor(t, registry.url, { credential: password });
  const read = async () =>
    Buffer.concat(await withoutWaiting(clock, collect(provider.blob('app', digest, { signal }))));
  return { registry, provider, clock, read };
}

test('a blob comes whole', async (t) => {
  const { read } = await setUp(t);

  assert.ok((await read()).equals(bytes));
});

test('a blob that is cut goes on where it was cut', async (t) => {
  const { registry, read } = await setUp(t);
  registry.fail({ route: 'blob', nth: 2, action: { kind: 'cut', afterBytes: 100_000 } });
  registry.fail({ route: 'blob', nth: 3, action: { kind: 'cut', afterBytes: 50_000 } });

  assert.ok((await read()).equals(bytes));

  const ranges = registry.requests.map((request) => request.headers.range).filter(Boolean);
  assert.equal(ranges.length, 2);
  assert.match(String(ranges[0]), /^bytes=[1-9][0-9]*-$/);
});

test('a registry that ignores Range begins anew, and nothing is delivered twice', async (t) => {
  const { registry, read } = await setUp(t, { ignoresRange: true });
  registry.fail({ route: 'blob', nth: 2, action: { kind: 'cut', afterBytes: 100_000 } });

  assert.ok((await read()).equals(bytes));
});

test('tries without a new byte end', async (t) => {
  const { registry, read } = await setUp(t);
  registry.fail({ route: 'blob', nth: 2, times: 1000, action: { kind: 'cut', afterBytes: 0 } });

  await rejectsWith(read(), 'REGISTRY_UNREACHABLE');
  assert.ok(registry.requests.length < 30);
});

test('a redirect to a storage host carries no credential', async (t) => {
  const { registry, read } = await setUp(t);
  const store = await startBlobStore(registry);
  t.after(() => store.close());
  registry.knobs.blobRedirect = store.addressOf;

  assert.ok((await read()).equals(bytes));

  assert.equal(store.requests.length, 1);
  assert.equal(store.requests[0]?.headers.authorization, undefined);
});

test('an address of the storage that has run out is replaced by asking the registry again', async (t) => {
  const { registry, read } = await setUp(t);
  const store = await startBlobStore(registry);
  t.after(() => store.close());
  let given = 0;
  registry.knobs.blobRedirect = (asked) => {
    given += 1;
    const address = store.addressOf(asked);
    if (given === 1) store.expireAddresses();
    return address;
  };

  assert.ok((await read()).equals(bytes));
  assert.equal(given, 2);
});

test('a storage host that always denies is PULL_DENIED and names itself', async (t) => {
  const { registry, read } = await setUp(t);
  const store = await startBlobStore(registry);
  t.after(() => store.close());
  registry.knobs.blobRedirect = (asked) => {
    const address = store.addressOf(asked);
    store.expireAddresses();
    return address;
  };

  await rejectsWith(read(), 'PULL_DENIED', { status: 403 });
});

test('a blob that garbage collection took is BLOB_MISSING', async (t) => {
  const { registry, read } = await setUp(t);
  registry.content.removeBlob(digest);

  await rejectsWith(read(), 'BLOB_MISSING', { repository: 'app', reference: digest });
});

for (const pullRefusal of [401, 403] as const) {
  test(`${pullRefusal} on a blob is PULL_DENIED`, async (t) => {
    const { read } = await setUp(t, { pullRefusal, pullRefusalFor: 'blobs' });

    await rejectsWith(read(), 'PULL_DENIED');
  });
}

test('a range that begins elsewhere is refused', async (t) => {
  let requests = 0;
  const server = await startLoopbackServer((_, response) => {
    requests += 1;
    if (requests === 1) {
      response.writeHead(200, { 'content-length': '100' });
      response.write('a'.repeat(10), () => response.destroy());
      return;
    }
    response.writeHead(206, { 'content-range': 'bytes 20-99/100' });
    response.end('b'.repeat(80));
  });
  t.after(() => server.close());
  const { provider, clock } = providerFor(t, server.origin);

  await rejectsWith(
    withoutWaiting(clock, collect(provider.blob('app', digest, { signal }))),
    'REGISTRY_RESPONSE_INVALID',
  );
});

test('a part that ends before the end of the blob is followed by the next', async (t) => {
  const ranges: (string | undefined)[] = [];
  const server = await startLoopbackServer((request, response) => {
    ranges.push(request.headers.range);
    if (ranges.length === 1) {
      response.writeHead(200, { 'content-length': '100' });
      response.write('a'.repeat(10), () => response.destroy());
      return;
    }
    const start = Number(/[0-9]+/.exec(request.headers.range ?? '')?.[0]);
    const end = Math.min(start + 49, 99);
    response.writeHead(206, { 'content-range': `bytes ${start}-${end}/100` });
    response.end('b'.repeat(end + 1 - start));
  });
  t.after(() => server.close());
  const { provider, clock } = providerFor(t, server.origin);

  const chunks = await withoutWaiting(clock, collect(provider.blob('app', digest, { signal })));

  assert.equal(Buffer.concat(chunks).toString(), `${'a'.repeat(10)}${'b'.repeat(90)}`);
  assert.deepEqual(ranges, [undefined, 'bytes=10-', 'bytes=60-']);
});

test('a reader who stops early gives the connection up', async (t) => {
  const { provider } = await setUp(t);

  for await (const chunk of provider.blob('app', digest, { signal })) {
    assert.ok(chunk.byteLength > 0);
    break;
  }
});

test('a cancelled read rejects with the reason', async (t) => {
  const { registry, provider } = await setUp(t);
  registry.fail({ route: 'blob', nth: 2, action: { kind: 'hang' } });
  const controller = new AbortController();

  const read = collect(provider.blob('app', digest, { signal: controller.signal }));
  await registry.hung();
  controller.abort(new Error('cancelled'));

  await assert.rejects(read, /cancelled/);
});
