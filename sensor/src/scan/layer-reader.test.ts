import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { npmPackage } from '@harborguard/shared/testing/image/package-files.ts';
import { makeImage } from '@harborguard/shared/testing/image/test-image.ts';
import { makeLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { ByteBudget } from './byte-budget.ts';
import { MemoryScanCache } from './memory-scan-cache.ts';
import { createScanBudget } from './scan-budget.ts';
import type { LayerCache } from './scan-cache.ts';
import { MemoryProvider, type MemoryProviderOptions } from './testing/memory-provider.ts';
import { inventoryOf, namesOf, scan } from './testing/scan-kit.ts';

const base = await makeLayer(npmPackage({ name: 'base', version: '1.0.0' }));
const top = await makeLayer(npmPackage({ name: 'top', version: '1.0.0' }, 'srv/node_modules'));
const image = makeImage({ layers: [base, top] });
const sibling = makeImage({ layers: [base], settings: { User: 'other' } });

function provide(options: MemoryProviderOptions = {}): MemoryProvider {
  const provider = new MemoryProvider(options);
  provider.add(image);
  provider.add(sibling);
  return provider;
}

test('layers in the cache are not asked for', async () => {
  const layerCache = new MemoryScanCache();
  const first = await inventoryOf({ provider: provide(), reference: image.digest, layerCache });
  const provider = provide();

  const second = await inventoryOf({ provider, reference: image.digest, layerCache });

  assert.deepEqual(second, first);
  assert.deepEqual(provider.blobRequests, [image.configDigest]);
});

test('cached facts do not excuse a configuration that speaks of another layer', async () => {
  const layerCache = new MemoryScanCache();
  await scan({ provider: provide(), reference: sibling.digest, layerCache });
  const liar = makeImage({ layers: [{ ...base, diffId: top.diffId }] });
  const provider = provide();
  provider.add(liar);

  await assert.rejects(
    scan({ provider, reference: liar.digest, layerCache }),
    (error) => isHarborError(error) && error.code === 'DIFF_ID_MISMATCH',
  );
});

test('facts of a layer whose digest or diffID is wrong are never cached', async () => {
  for (const broken of [
    { ...base, diffId: top.diffId },
    { ...base, bytes: top.bytes },
  ]) {
    const layerCache = new MemoryScanCache();
    const liar = makeImage({ layers: [broken] });
    const provider = new MemoryProvider();
    provider.add(liar);

    await assert.rejects(scan({ provider, reference: liar.digest, layerCache }));

    assert.equal(layerCache.size, 0);
  }
});

test('two scans at once fetch a layer they share once', async () => {
  const budget = createScanBudget();
  const layerCache = new MemoryScanCache();
  const provider = provide();

  await Promise.all(
    [image, sibling, image].map(({ digest }) =>
      scan({ provider, reference: digest, budget, layerCache }),
    ),
  );

  const fetched = provider.blobRequests.filter((digest) => digest === base.digest);
  assert.equal(fetched.length, 1);
});

test('a layer that occurs twice in an image is fetched once', async () => {
  const doubled = makeImage({ layers: [base, base] });
  const provider = new MemoryProvider();
  provider.add(doubled);

  const inventory = await inventoryOf({ provider, reference: doubled.digest });

  assert.equal(inventory.packages[0]?.layer, 0);
  assert.equal(provider.blobRequests.filter((digest) => digest === base.digest).length, 1);
});

test('a scan goes on when the one that fetches the shared layer is cancelled', async () => {
  const budget = createScanBudget();
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const provider = provide({
    onCall: (call) => {
      if (call !== `chunk ${base.digest}`) return;
      reach();
      return gate;
    },
  });
  const canceller = new AbortController();

  const cancelled = scan({
    provider,
    reference: sibling.digest,
    budget,
    signal: canceller.signal,
  });
  await reached;
  const other = inventoryOf({ provider: provide(), reference: image.digest, budget });
  canceller.abort(new HarborError('CANCELLED'));
  await assert.rejects(cancelled, /cancelled/);
  open();

  assert.deepEqual(namesOf(await other), ['base@1.0.0', 'top@1.0.0']);
});

test('credentials that may not pull fail their own scan only', async () => {
  const budget = createScanBudget();
  const denied = provide({
    onCall: (call) => {
      if (call === `chunk ${base.digest}`) throw new HarborError('PULL_DENIED');
    },
  });

  const [first, second] = await Promise.allSettled([
    scan({ provider: denied, reference: sibling.digest, budget }),
    inventoryOf({ provider: provide(), reference: image.digest, budget }),
  ]);

  assert.ok(first.status === 'rejected' && isHarborError(first.reason));
  assert.equal(first.reason.code, 'PULL_DENIED');
  assert.ok(second.status === 'fulfilled');
});

test('a scan that is cancelled stops at once, even when the registry is silent', async () => {
  const layerCache = new MemoryScanCache();
  const budget = createScanBudget(1);
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const silent = provide({
    onCall: (call) => {
      if (!call.startsWith('chunk') || call.includes(image.configDigest)) return;
      reach();
      return new Promise(() => {});
    },
  });
  const canceller = new AbortController();
  const { signal } = canceller;

  const scanning = scan({ provider: silent, reference: image.digest, layerCache, budget, signal });
  await reached;
  canceller.abort(new HarborError('CANCELLED'));

  await assert.rejects(scanning, (error) => isHarborError(error) && error.code === 'CANCELLED');
  assert.equal(layerCache.size, 0);
  const next = await inventoryOf({ provider: provide(), reference: image.digest, budget });
  assert.equal(next.packages.length, 2);
});

test('no more layers are read at once than the budget allows', async () => {
  const layers = await Promise.all(
    [1, 2, 3, 4, 5].map((number) =>
      makeLayer(npmPackage({ name: `p${number}`, version: '1.0.0' })),
    ),
  );
  const many = makeImage({ layers });
  let running = 0;
  let runningMax = 0;
  const provider = new MemoryProvider({ chunkBytes: 100 });
  provider.add(many);
  const counting = Object.assign(provider, {
    blob: countRunning(provider, (change) => {
      running += change;
      runningMax = Math.max(runningMax, running);
    }),
  });

  await scan({ provider: counting, reference: many.digest, budget: createScanBudget(2) });

  assert.equal(runningMax, 2);
  assert.equal(running, 0);
});

/** Too large to be had without asking, and then in several pieces. */
async function imageWithLargeFile() {
  const described = { name: 'large', version: '1.0.0', description: 'x'.repeat(1_500_000) };
  const path = 'app/node_modules/large/package.json';
  const layer = await makeLayer([{ path, content: JSON.stringify(described) }]);
  const large = makeImage({ layers: [layer] });
  const provider = new MemoryProvider({ chunkBytes: 100 });
  provider.add(large);
  return { provider, reference: large.digest };
}

test('a large file waits for its share of memory, and gives it back', async () => {
  const { provider, reference } = await imageWithLargeFile();
  const heldBytes = new ByteBudget(1_600_000);
  const budget = { ...createScanBudget(), heldBytes };
  const never = new AbortController().signal;
  const release = await heldBytes.acquire(1, never);
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const acquire = heldBytes.acquire.bind(heldBytes);
  heldBytes.acquire = (bytes, signal) => {
    ask();
    return acquire(bytes < 1_600_000 ? 1_600_000 : bytes, signal);
  };
  let isDone = false;
  const scanning = inventoryOf({ provider, reference, budget }).finally(() => {
    isDone = true;
  });

  await asked;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isDone, false);
  release();

  assert.deepEqual(namesOf(await scanning), ['large@1.0.0']);
  (await acquire(1_600_000, never))();
});

test('a scan that is cancelled while it waits for memory leaves the queue', async () => {
  const { provider, reference } = await imageWithLargeFile();
  const heldBytes = new ByteBudget(1_000);
  const budget = { ...createScanBudget(), heldBytes };
  const never = new AbortController().signal;
  const release = await heldBytes.acquire(1, never);
  const canceller = new AbortController();
  const acquire = heldBytes.acquire.bind(heldBytes);
  heldBytes.acquire = (bytes, signal) => {
    setImmediate(() => canceller.abort(new HarborError('CANCELLED')));
    return acquire(bytes, signal);
  };

  const cancelled = scan({ provider, reference, budget, signal: canceller.signal });
  await assert.rejects(cancelled, (error) => isHarborError(error) && error.code === 'CANCELLED');

  release();
  (await acquire(1_000, never))();
});

function countRunning(provider: MemoryProvider, count: (change: number) => void) {
  const blob = provider.blob.bind(provider);
  return async function* (repository: string, digest: string) {
    count(1);
    try {
      yield* blob(repository, digest);
    } finally {
      count(-1);
    }
  };
}

test('a cache that fails costs time and no scan', async () => {
  const log = new MemoryLog();
  const layerCache: LayerCache = {
    get: () => Promise.reject(new HarborError('DATABASE_CORRUPT')),
    put: () => Promise.reject(new HarborError('DISK_FULL')),
  };

  const inventory = await inventoryOf({
    provider: provide(),
    reference: image.digest,
    layerCache,
    log,
  });

  assert.equal(inventory.packages.length, 2);
  assert.equal(log.linesOf('layer cache read failed').length, 2);
  assert.equal(log.linesOf('layer cache write failed').length, 2);
});

test('whichever call fails, nothing wrong is cached and the next scan is right', async () => {
  const expected = await inventoryOf({ provider: provide(), reference: image.digest });
  let failures = 0;
  for (let failing = 1; ; failing += 1) {
    const memory = new MemoryScanCache();
    let calls = 0;
    const count = () => {
      calls += 1;
      if (calls === failing) throw new HarborError('REGISTRY_UNREACHABLE', { details: { calls } });
    };
    const layerCache: LayerCache = {
      get: async (key) => {
        count();
        return await memory.get(key);
      },
      put: async (key, facts) => {
        count();
        await memory.put(key, facts);
        count();
      },
    };
    const provider = provide({ chunkBytes: 300, onCall: count });

    const broken = await scan({ provider, reference: image.digest, layerCache }).catch(
      (error: unknown) => error,
    );

    if (isHarborError(broken)) failures += 1;
    else assert.deepEqual(broken, { kind: 'inventory', inventory: expected });
    const again = { provider: provide(), reference: image.digest, layerCache: memory };
    assert.deepEqual(await inventoryOf(again), expected);
    assert.deepEqual(await inventoryOf(again), expected);
    if (calls < failing) break;
  }
  assert.ok(failures > 5);
});
