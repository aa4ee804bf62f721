import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { MemoryProvider } from '../scan/testing/memory-provider.ts';
import { scanInventories } from './scan-inventories.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const first = `sha256:${'1'.repeat(64)}`;
const second = `sha256:${'2'.repeat(64)}`;

for (const [name, pairs] of [
  ['an index that names itself', [[first, first]]],
  [
    'two indexes that name each other',
    [
      [first, second],
      [second, first],
    ],
  ],
] as const) {
  test(`${name} comes to an end with a code`, async () => {
    const provider = new MemoryProvider();
    for (const [digest, next] of pairs) {
      const manifests = [{ mediaType: indexType, digest: next, size: 10 }];
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }));
      provider.addManifest(digest, indexType, bytes);
    }
    const system = {
      clock: new FakeClock(),
      log: new MemoryLog(),
      random: new SeededRandom(1),
      tracer: noTracer,
      signal: new AbortController().signal,
    };
    const source = { provider, repository: 'a', reference: first };
    const choice = { platform: undefined, oneImage: false, parallelLayers: undefined };

    const failure = await scanInventories(source, choice, system).catch((error: unknown) => error);

    assert.equal(isHarborError(failure) && failure.code, 'NESTING_LIMIT');
  });
}
