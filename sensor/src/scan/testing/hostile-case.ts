// Runs one hostile image to its verdict: a coded failure, or an inventory whose issues say what was not read. Anything
// else, as another error, an endless loop or memory that grows with the attacker's numbers, fails the test.
import assert from 'node:assert/strict';
import { errorTable } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { InventorySchema } from '@harborguard/shared/protocol/inventory.ts';
import { makeImage } from '@harborguard/shared/testing/image/test-image.ts';
import {
  compressLayer,
  sha256Digest,
  type TestLayer,
} from '@harborguard/shared/testing/image/test-layer.ts';
import { Check } from 'typebox/value';
import { MemoryProvider } from './memory-provider.ts';
import { type ScanSettings, scan } from './scan-kit.ts';

/** Far more than any case needs, and far less than a hang or a bomb takes. */
const timeMsMax = 10_000;
const memoryBytesMax = 192 * 1024 * 1024;

/** The code a scan failed with, or those of its issues in their order, or `clean`. */
export async function verdictOf(settings: ScanSettings): Promise<string> {
  const startedAt = performance.now();
  const before = memoryBytes();
  const verdict = await judged(settings);
  assert.ok(performance.now() - startedAt < timeMsMax, 'it took too long');
  assert.ok(memoryBytes() - before < memoryBytesMax, 'it held too much');
  return verdict;
}

async function judged(settings: ScanSettings): Promise<string> {
  try {
    const outcome = await scan(settings);
    if (outcome.kind !== 'inventory') return outcome.kind;
    assert.ok(Check(InventorySchema, outcome.inventory), 'the inventory follows its schema');
    const codes = new Set(outcome.inventory.issues.map(({ code }) => code));
    for (const code of codes) assert.ok(Object.hasOwn(errorTable, code), `${code} is in the table`);
    assert.equal(outcome.inventory.state, codes.size === 0 ? 'indexed' : 'partial');
    return codes.size === 0 ? 'clean' : [...codes].join(' ');
  } catch (error) {
    if (isHarborError(error)) return error.code;
    throw error;
  }
}

function memoryBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

export function verdictOfTar(
  tar: Uint8Array,
  settings: Partial<ScanSettings> = {},
): Promise<string> {
  return verdictOfLayer(compressLayer(tar, 'none'), settings);
}

/** Bytes as they are, whatever they unpack to; `diffId` is what the configuration claims. */
export function verdictOfBytes(bytes: Uint8Array, unpacked: Uint8Array): Promise<string> {
  const digest = sha256Digest(bytes);
  const diffId = sha256Digest(unpacked);
  return verdictOfLayer({ bytes, digest, diffId, compression: 'gzip' });
}

function verdictOfLayer(layer: TestLayer, settings: Partial<ScanSettings> = {}): Promise<string> {
  const provider = new MemoryProvider();
  const image = makeImage({ layers: [layer] });
  provider.add(image);
  return verdictOf({ provider, reference: image.digest, ...settings });
}
