import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { MemoryScanCache } from '../scan/memory-scan-cache.ts';
import { createScopedScan } from './scoped-scan.ts';
import { jobRig } from './testing/job-rig.ts';

test('what one organisation knows of an image or a layer answers nobody else', async (t) => {
  const rig = await jobRig(t);
  const reference = await rig.push('shop/web', ['1.0']);
  const { provider, signal } = rig.context;
  const scan = createScopedScan({
    ...{ parallelLayers: 2, clock: new FakeClock(), log: new MemoryLog(), tracer: noTracer },
    layerCache: new MemoryScanCache(),
    inventoryCache: new MemoryScanCache<Inventory>(),
  });
  const blobsRead = async (scope: string) => {
    const before = rig.registry.requests.length;
    await scan({ provider, signal, reference, repository: 'shop/web' }, scope);
    const asked = rig.registry.requests.slice(before);
    return asked.filter((request) => request.path.includes('/blobs/')).length;
  };
  const configAndLayer = 2;

  assert.equal(await blobsRead('one'), configAndLayer);
  assert.equal(await blobsRead('one'), 0, 'known within its scope');
  assert.equal(await blobsRead('two'), configAndLayer, 'unknown beyond it');
  assert.equal(await blobsRead(''), configAndLayer, 'and unknown to those without a scope');
});
