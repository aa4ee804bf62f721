// A scan that dies at any of its steps: each request to the registry, each piece of a layer, each look into what is
// known of layers and images and each write to it, each append to the outbox. Whatever was on disk by then, the next life gives the
// inventory of a scan that was never disturbed, and no life ever gives another.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import type { ScanPayload } from '@harborguard/shared/protocol/jobs.ts';
import type { LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { whiteout } from '@harborguard/shared/testing/image/layer-tar.ts';
import { npmPackage } from '@harborguard/shared/testing/image/package-files.ts';
import { makeImage } from '@harborguard/shared/testing/image/test-image.ts';
import { makeLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import type { LayerFacts } from '../scan/layer-facts.ts';
import { createScanBudget } from '../scan/scan-budget.ts';
import type { ScanCache } from '../scan/scan-cache.ts';
import { scanImage } from '../scan/scan-image.ts';
import { canaries } from '../scan/testing/canary-secrets.ts';
import { MemoryProvider } from '../scan/testing/memory-provider.ts';
import { SqliteScanCache } from '../store/sqlite-scan-cache.ts';
import { runScan } from './run-scan.ts';

const folder = mkdtempSync(join(tmpdir(), 'harborguard-killed-'));
after(() => rmSync(folder, { recursive: true }));

const image = makeImage({
  layers: await Promise.all([
    makeLayer([
      ...npmPackage({ name: 'lower', version: '1.0.0' }),
      { path: 'app/.env', content: canaries.github },
      { path: 'usr/bin/su', content: 'x', mode: 0o4755 },
    ]),
    makeLayer([whiteout('app/.env'), { path: 'filler', content: 'x'.repeat(3000) }], 'zstd'),
    makeLayer([
      ...npmPackage({ name: 'upper', version: '2.0.0' }, 'srv/node_modules'),
      whiteout('usr/bin/su'),
    ]),
  ]),
});

/** Counts the steps of one life and ends it at one of them: from then on nothing works any more. */
class Life {
  steps = 0;
  readonly #diesAt: number;
  readonly #failure: () => Error;

  constructor(diesAt: number, failure: () => Error) {
    this.#diesAt = diesAt;
    this.#failure = failure;
  }

  step(): void {
    this.steps += 1;
    if (this.steps >= this.#diesAt) throw this.#failure();
  }
}

function mortal<Value>(life: Life, cache: ScanCache<Value>): ScanCache<Value> {
  return {
    get: async (key) => {
      life.step();
      const value = await cache.get(key);
      life.step();
      return value;
    },
    put: async (key, value) => {
      life.step();
      await cache.put(key, value);
      life.step();
    },
  };
}

async function live(life: Life, path: string, outbox: LogMessage[]): Promise<void> {
  const clock = new FakeClock();
  const log = new MemoryLog();
  const stored = new SqliteScanCache({ path, clock, log });
  const layerCache = mortal(life, stored.of<LayerFacts>('layer'));
  const inventoryCache = mortal(life, stored.of<Inventory>('inventory'));
  const provider = new MemoryProvider({ chunkBytes: 100, onCall: () => life.step() });
  provider.add(image);
  const payload = {
    kind: 'scan',
    registry: { registryId: 'registry' },
    repository: 'app',
    reference: image.digest,
  } as ScanPayload;
  const context = {
    ...{ job: { jobId: 'job', attempt: 1 }, provider, clock, log, tracer: noTracer },
    signal: new AbortController().signal,
    report: (message: LogMessage) => {
      life.step();
      outbox.push(message);
      life.step();
      return Promise.resolve();
    },
    progress: () => {},
    advanced: () => {},
    cursor: { read: () => undefined, write: () => {} },
  };
  const budget = createScanBudget();
  try {
    await runScan(payload, context, (question) =>
      scanImage({ ...question, layerCache, inventoryCache, budget, clock, log, tracer: noTracer }),
    );
  } finally {
    stored.close();
  }
}

function inventoriesIn(outbox: readonly LogMessage[]): readonly Inventory[] {
  return outbox.flatMap((one) => (one.type === 'image.inventory' ? [one.inventory] : []));
}

const undisturbed = new Life(Number.POSITIVE_INFINITY, () => new Error());
const cleanOutbox: LogMessage[] = [];
await live(undisturbed, join(folder, 'clean.sqlite'), cleanOutbox);
const [clean] = inventoriesIn(cleanOutbox);

test('an undisturbed scan has steps of every kind and gives one inventory', () => {
  assert.ok(undisturbed.steps > 20, String(undisturbed.steps));
  assert.equal(cleanOutbox.length, 1);
  assert.deepEqual(clean?.packages.map(({ name }) => name).sort(), ['lower', 'upper']);
  assert.deepEqual(
    clean?.observations
      ?.filter(({ kind }) => kind !== 'configuration')
      .map(({ rule, removedInLayer }) => [rule, removedInLayer]),
    [['github-token', 1]],
  );
});

const failures = {
  'the process is killed': () => new Error('killed'),
  'the registry is gone': () => new HarborError('REGISTRY_UNREACHABLE'),
} as const;

for (const [name, failure] of Object.entries(failures)) {
  test(`wherever a scan ends because ${name}, the next one is right`, async () => {
    for (let step = 1; step <= undisturbed.steps; step += 1) {
      const path = join(folder, `${name}-${step}.sqlite`);
      const outbox: LogMessage[] = [];
      const life = new Life(step, failure);
      await assert.rejects(live(life, path, outbox), `step ${step}`);

      await live(new Life(Number.POSITIVE_INFINITY, failure), path, outbox);

      const inventories = inventoriesIn(outbox);
      assert.ok(inventories.length >= 1);
      for (const inventory of inventories) assert.deepEqual(inventory, clean, `step ${step}`);
    }
  });

  test(`two ends in a row because ${name} do no more harm than one`, async () => {
    for (let step = 2; step <= undisturbed.steps; step += 5) {
      const path = join(folder, `${name}-twice-${step}.sqlite`);
      const outbox: LogMessage[] = [];
      for (const diesAt of [step, Math.ceil(step / 2)]) {
        await live(new Life(diesAt, failure), path, outbox).catch(() => undefined);
      }

      await live(new Life(Number.POSITIVE_INFINITY, failure), path, outbox);

      for (const inventory of inventoriesIn(outbox)) assert.deepEqual(inventory, clean);
    }
  });
}
