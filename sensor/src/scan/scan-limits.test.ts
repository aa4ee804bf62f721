import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { type LayerEntry, layerTar } from '@harborguard/shared/testing/image/layer-tar.ts';
import { npmPackage } from '@harborguard/shared/testing/image/package-files.ts';
import { makeImage } from '@harborguard/shared/testing/image/test-image.ts';
import { compressLayer, makeLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import { MemoryScanCache } from './memory-scan-cache.ts';
import { defaultScanLimits, type ScanLimits } from './scan-limits.ts';
import { MemoryProvider } from './testing/memory-provider.ts';
import { imageOf, inventoryOf, namesOf } from './testing/scan-kit.ts';
import { tarBlock } from './testing/tar-blocks.ts';

const lower = npmPackage({ name: 'lower', version: '1.0.0' });
const upper = npmPackage({ name: 'upper', version: '1.0.0' }, 'srv/node_modules');

interface Limited {
  readonly inventory: Inventory;
  readonly cache: MemoryScanCache;
}

async function scanLimited(
  layers: readonly (readonly LayerEntry[])[],
  limits: Partial<ScanLimits>,
): Promise<Limited> {
  const { provider, image } = await imageOf(...layers);
  const cache = new MemoryScanCache();
  const inventory = await inventoryOf({
    provider,
    reference: image.digest,
    layerCache: cache,
    limits: { ...defaultScanLimits, ...limits },
  });
  return { inventory, cache };
}

function codesOf(inventory: Inventory): readonly (readonly [string, number | undefined])[] {
  return inventory.issues.map((issue) => [issue.code, issue.layer]);
}

const zeros = { path: 'zeros', content: Buffer.alloc(2_000_000) };

const endings: readonly {
  readonly name: string;
  readonly limits: Partial<ScanLimits>;
  readonly code: string;
}[] = [
  {
    name: 'more uncompressed bytes than the limit',
    limits: { uncompressedLayerBytes: 1_000_000 },
    code: 'UNCOMPRESSED_BYTES_LIMIT',
  },
  {
    name: 'a ratio beyond the limit',
    limits: { compressionRatioFloorBytes: 500_000 },
    code: 'COMPRESSION_RATIO_LIMIT',
  },
];

for (const { name, limits, code } of endings) {
  test(`a layer with ${name} gives nothing, and the other layers are indexed`, async () => {
    const { inventory, cache } = await scanLimited([lower, [...upper, zeros]], limits);

    assert.equal(inventory.state, 'partial');
    assert.deepEqual(codesOf(inventory), [[code, 1]]);
    assert.deepEqual(namesOf(inventory), ['lower@1.0.0']);
    assert.equal(inventory.layers[1]?.uncompressedBytes, undefined);
    assert.equal(cache.size, 1);
  });
}

test('a layer with more compressed bytes than the limit is not fetched', async () => {
  const { provider, image } = await imageOf(lower);

  const inventory = await inventoryOf({
    provider,
    reference: image.digest,
    limits: { ...defaultScanLimits, compressedLayerBytes: 10 },
  });

  assert.deepEqual(codesOf(inventory), [['COMPRESSED_BYTES_LIMIT', 0]]);
  assert.deepEqual(provider.blobRequests, [image.configDigest]);
});

test('what stands before the entry limit counts, and is not kept for other scans', async () => {
  const flood = Array.from({ length: 50 }, (_, index) => ({ path: `f/${index}`, content: '' }));

  const { inventory, cache } = await scanLimited([lower, [...upper, ...flood]], {
    entriesPerLayer: 20,
  });

  assert.deepEqual(codesOf(inventory), [['ENTRY_LIMIT', 1]]);
  assert.deepEqual(namesOf(inventory), ['lower@1.0.0', 'upper@1.0.0']);
  assert.equal(cache.size, 1);
});

test('extension headers without entries count as entries', async () => {
  const flood = Array.from({ length: 50 }, () => tarBlock({ name: 'g', flag: 'g', size: 0 }));
  const layer = compressLayer(Buffer.concat([...flood, Buffer.alloc(1024)]));
  const image = makeImage({ layers: [layer] });
  const provider = new MemoryProvider();
  provider.add(image);

  const inventory = await inventoryOf({
    provider,
    reference: image.digest,
    limits: { ...defaultScanLimits, entriesPerLayer: 20 },
  });

  assert.deepEqual(codesOf(inventory), [['ENTRY_LIMIT', 0]]);
});

test('more package files than the limit are reported', async () => {
  const many = Array.from({ length: 30 }, (_, index) =>
    npmPackage({ name: `p${index}`, version: '1.0.0' }),
  ).flat();

  const { inventory, cache } = await scanLimited([many], { findingsPerLayer: 25 });

  assert.equal(inventory.packages.length, 25);
  assert.equal(inventory.state, 'partial');
  assert.ok(inventory.issues.every((issue) => issue.code === 'ENTRY_LIMIT'));
  assert.equal(cache.size, 0);
});

test('an entry with a path beyond the limit is left out and reported', async () => {
  const { inventory } = await scanLimited(
    [[{ path: 'a'.repeat(5000), content: 'x' }, ...lower]],
    {},
  );

  assert.deepEqual(codesOf(inventory), [['PATH_LENGTH_LIMIT', 0]]);
  assert.deepEqual(namesOf(inventory), ['lower@1.0.0']);
});

test('a giant extension header is reported and the layer read on', async () => {
  const { inventory } = await scanLimited(
    [[{ path: 'a'.repeat(3 * 1024 * 1024), content: 'x' }, ...lower]],
    {},
  );

  assert.deepEqual(codesOf(inventory), [['PATH_LENGTH_LIMIT', 0]]);
  assert.deepEqual(namesOf(inventory), ['lower@1.0.0']);
});

for (const path of ['../../app/node_modules/lower/package.json', 'app/../../etc/os-release']) {
  test(`the path ${path} is refused and reported`, async () => {
    const content = '{"name":"evil","version":"6.6.6"}';

    const { inventory } = await scanLimited([lower, [{ path, content }]], {});

    assert.deepEqual(codesOf(inventory), [['LAYER_INVALID', 1]]);
    assert.deepEqual(namesOf(inventory), ['lower@1.0.0']);
  });
}

test('a flood of one kind of issue is cut', async () => {
  const flood = Array.from({ length: 500 }, (_, index) => ({ path: `../${index}`, content: '' }));

  const { inventory } = await scanLimited([flood], {});

  assert.equal(inventory.issues.length, 20);
});

test('layers beyond the limit are not read', async () => {
  const { inventory } = await scanLimited([lower, upper, upper], { layers: 1 });

  assert.deepEqual(codesOf(inventory), [
    ['LAYER_COUNT_LIMIT', 1],
    ['LAYER_COUNT_LIMIT', 2],
  ]);
  assert.deepEqual(namesOf(inventory), ['lower@1.0.0']);
});

test('a layer that takes too long is given up and the others are indexed', async () => {
  const stuck = await makeLayer(upper);
  const image = makeImage({ layers: [await makeLayer(lower), stuck] });
  const clock = new FakeClock();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const provider = new MemoryProvider({
    onCall: (call) => {
      if (call !== `chunk ${stuck.digest}`) return;
      reach();
      return new Promise(() => {});
    },
  });
  provider.add(image);

  const { promise: otherDone, resolve: finishOther } = Promise.withResolvers<void>();
  const scanning = inventoryOf({
    provider,
    reference: image.digest,
    clock,
    onProgress: ({ layersDone }) => layersDone === 1 && finishOther(),
  });
  await Promise.all([reached, otherDone]);
  await clock.advance(defaultScanLimits.layerMs);
  const inventory = await scanning;

  assert.deepEqual(codesOf(inventory), [['TIME_LIMIT', 1]]);
  assert.deepEqual(namesOf(inventory), ['lower@1.0.0']);
});

test('a scan that is done leaves no timer behind', async () => {
  const { provider, image } = await imageOf(lower, upper);
  const clock = new FakeClock();

  await inventoryOf({ provider, reference: image.digest, clock });

  assert.deepEqual(clock.pendingDelaysMs(), []);
});

test('a second archive behind the end of a layer is not believed', async () => {
  const whole = Buffer.concat([await layerTar(lower), await layerTar(upper)]);
  const image = makeImage({ layers: [compressLayer(whole)] });
  const provider = new MemoryProvider();
  provider.add(image);

  const inventory = await inventoryOf({ provider, reference: image.digest });

  assert.deepEqual(namesOf(inventory), ['lower@1.0.0']);
});
