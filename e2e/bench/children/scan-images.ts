// Scans an image of two layers, then another on the same base, then the first again; prints the three times in
// milliseconds. Everything but the registry is the sensor's own, with what it remembers in its database.
// Arguments: the path of the large layer, its digest, its diffID.

import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '@harborguard/shared/ports.ts';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { npmPackage } from '@harborguard/shared/testing/image/package-files.ts';
import { makeLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import type { RegistryProvider } from '../../../sensor/src/registry/registry-provider.ts';
import type { LayerFacts } from '../../../sensor/src/scan/layer-facts.ts';
import { createScanBudget } from '../../../sensor/src/scan/scan-budget.ts';
import { scanImage } from '../../../sensor/src/scan/scan-image.ts';
import { SqliteScanCache } from '../../../sensor/src/store/sqlite-scan-cache.ts';

const [baseFile = '', baseDigest = '', baseDiffId = ''] = process.argv.slice(2);
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const blobs = new Map<string, () => AsyncIterable<Uint8Array>>([
  [baseDigest, () => createReadStream(baseFile)],
]);
const manifests = new Map<string, Uint8Array>();

const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};

const provider = {
  blob: (_repository: string, digest: string) => blobs.get(digest)?.() ?? nothing(),
  manifest: (_repository: string, digest: string) => {
    const bytes = manifests.get(digest) ?? new Uint8Array();
    return Promise.resolve({ digest, mediaType: manifestType, sizeBytes: bytes.length, bytes });
  },
} as Partial<RegistryProvider> as RegistryProvider;

const folder = mkdtempSync(join(tmpdir(), 'harborguard-bench-cache-'));
const cache = new SqliteScanCache({
  path: join(folder, 'cache.sqlite'),
  clock: systemClock,
  log: silentLog,
});
const shared = {
  ...{ provider, repository: 'bench/image', clock: systemClock, log: silentLog },
  tracer: noTracer,
  layerCache: cache.of<LayerFacts>('layer'),
  inventoryCache: cache.of<Inventory>('inventory'),
  budget: createScanBudget(),
  signal: new AbortController().signal,
};
const first = await addImage('first');
const second = await addImage('second');
const times: number[] = [];
for (const reference of [first, second, first]) {
  const startedAt = performance.now();
  const outcome = await scanImage({ ...shared, reference });
  if (outcome.kind !== 'inventory') throw new Error('the scan gave no inventory');
  times.push(performance.now() - startedAt);
}
cache.close();
rmSync(folder, { recursive: true });
process.stdout.write(`${JSON.stringify(times)}\n`);

async function addImage(name: string): Promise<string> {
  const layer = await makeLayer(npmPackage({ name, version: '1.0.0' }));
  add(layer.bytes);
  const config = add(
    json({
      ...{ os: 'linux', architecture: 'amd64', config: {} },
      rootfs: { type: 'layers', diff_ids: [baseDiffId, layer.diffId] },
      history: [{ created_by: 'base' }, { created_by: name }],
    }),
  );
  const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip';
  const manifest = json({
    ...{ schemaVersion: 2, mediaType: manifestType },
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: [
      { mediaType: layerType, digest: baseDigest, size: statSync(baseFile).size },
      { mediaType: layerType, digest: layer.digest, size: layer.bytes.length },
    ],
  });
  const digest = digestOf(manifest);
  manifests.set(digest, manifest);
  return digest;
}

function add(bytes: Uint8Array): { digest: string; size: number } {
  const digest = digestOf(bytes);
  blobs.set(digest, () => chunks(bytes));
  return { digest, size: bytes.length };
}

async function* chunks(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes);
}

async function* nothing(): AsyncIterable<Uint8Array> {}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
