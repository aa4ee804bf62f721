import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import { npmPackage } from '@harborguard/shared/testing/image/package-files.ts';
import { makeImage } from '@harborguard/shared/testing/image/test-image.ts';
import { makeLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { analyzerVersion } from './detectors/detectors.ts';
import { MemoryScanCache } from './memory-scan-cache.ts';
import { defaultScanLimits } from './scan-limits.ts';
import type { ScanProgress } from './scan-progress.ts';
import { MemoryProvider } from './testing/memory-provider.ts';
import { imageOf, inventoryOf, namesOf, scan } from './testing/scan-kit.ts';

const lower = npmPackage({ name: 'lower', version: '1.0.0' });
const upper = npmPackage({ name: 'upper', version: '2.0.0' }, 'srv/node_modules');

test('a known image costs its manifest and nothing else, even if no layer is known any more', async () => {
  const { provider, image } = await imageOf(lower, upper);
  const inventoryCache = new MemoryScanCache<Inventory>();
  const question = { provider, reference: image.digest, inventoryCache };
  const first = await inventoryOf(question);
  const asked = provider.blobRequests.length;
  const steps: ScanProgress[] = [];

  const again = await inventoryOf({ ...question, onProgress: (step) => steps.push(step) });

  assert.deepEqual(again, first);
  assert.equal(provider.blobRequests.length, asked);
  const last = steps.at(-1);
  assert.deepEqual([last?.layersDone, last?.layersRead, last?.layersTotal], [2, 0, 2]);
  assert.ok(last && last.bytesTotal > 0 && last.bytesDone === last.bytesTotal);
});

test('what is known of an image is told to nobody whom the registry refuses its manifest', async () => {
  const { provider, image } = await imageOf(lower);
  const inventoryCache = new MemoryScanCache<Inventory>();
  await inventoryOf({ provider, reference: image.digest, inventoryCache });
  const refusing = new MemoryProvider({
    onCall: () => {
      throw new HarborError('PULL_DENIED');
    },
  });

  await assert.rejects(scan({ provider: refusing, reference: image.digest, inventoryCache }), {
    code: 'PULL_DENIED',
  });
});

test('an inventory of another analyzer version is not taken for the one of this', async () => {
  const { provider, image } = await imageOf(lower);
  const inventoryCache = new MemoryScanCache<Inventory>();
  const question = { provider, reference: image.digest, inventoryCache };
  const right = await inventoryOf({ provider, reference: image.digest });
  const stale = { ...right, packages: [], analyzerVersion: '1-older' };
  await inventoryCache.put({ digest: image.digest, analyzerVersion: '1-older' }, stale);

  assert.deepEqual(await inventoryOf(question), right);
  const key = { digest: image.digest, analyzerVersion };
  assert.deepEqual(await inventoryCache.get(key), right, 'and the new one is kept');
});

test('an inventory that a limit has cut is made anew', async () => {
  const { provider, image } = await imageOf([...lower, ...upper], upper);
  const inventoryCache = new MemoryScanCache<Inventory>();
  const question = { provider, reference: image.digest, inventoryCache };
  for (const limits of [{ entriesPerLayer: 1 }, { layers: 1 }, { uncompressedLayerBytes: 100 }]) {
    const cut = await inventoryOf({ ...question, limits: { ...defaultScanLimits, ...limits } });
    assert.equal(cut.state, 'partial', Object.keys(limits).join());
    assert.equal(inventoryCache.size, 0);
  }

  const whole = await inventoryOf(question);

  assert.deepEqual(namesOf(whole), ['lower@1.0.0', 'upper@2.0.0']);
  assert.equal(inventoryCache.size, 1);
});

test('layers that no registry holds, and files that cannot be read, are the same the next time', async () => {
  const foreign = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
  const layers = [
    { ...(await makeLayer(lower)), mediaType: foreign },
    await makeLayer([...upper, { path: 'app/node_modules/x/package.json', content: '{"name":' }]),
  ];
  const image = makeImage({ layers });
  const provider = new MemoryProvider();
  provider.add(image);
  const inventoryCache = new MemoryScanCache<Inventory>();
  const question = { provider, reference: image.digest, inventoryCache };

  const first = await inventoryOf(question);
  assert.equal(first.state, 'partial');
  assert.equal(inventoryCache.size, 1);

  assert.deepEqual(await inventoryOf(question), first);
});

test('a cache that fails costs time and says so, and no scan', async () => {
  const { provider, image } = await imageOf(lower);
  const fail = () => Promise.reject(new HarborError('DISK_FULL'));
  const log = new MemoryLog();

  const inventory = await inventoryOf({
    ...{ provider, reference: image.digest, log },
    inventoryCache: { get: fail, put: fail },
  });

  assert.deepEqual(namesOf(inventory), ['lower@1.0.0']);
  assert.equal(log.linesOf('inventory cache read failed').length, 1);
  assert.equal(log.linesOf('inventory cache write failed').length, 1);
});
