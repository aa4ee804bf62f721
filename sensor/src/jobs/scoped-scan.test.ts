import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { MemoryLayerCache } from '../scan/memory-layer-cache.ts';
import { createScopedScan } from './scoped-scan.ts';
import { jobRig } from './testing/job-rig.ts';

test('what one organisation knows of a layer answers nobody else', async (t) => {
  const rig = await jobRig(t);
  const reference = await rig.push('shop/web', ['1.0']);
  const { provider, signal } = rig.context;
  const scan = createScopedScan({
    ...{ parallelLayers: 2, clock: new FakeClock(), log: new MemoryLog() },
    layerCache: new MemoryLayerCache(),
  });
  const layersRead = async (scope: string) => {
    const before = rig.registry.requests.length;
    await scan({ provider, signal, reference, repository: 'shop/web' }, scope);
    const asked = rig.registry.requests.slice(before);
    return asked.filter((request) => request.path.includes('/blobs/')).length - 1;
  };

  assert.equal(await layersRead('one'), 1);
  assert.equal(await layersRead('one'), 0, 'known within its scope');
  assert.equal(await layersRead('two'), 1, 'unknown beyond it');
});
