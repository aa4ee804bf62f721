// One layer from the registry to verified facts: fetch, hash, decompress, hash, read entries. Nothing touches the
// disk, and no fact leaves before both digests are right.
import { createHash } from 'node:crypto';
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Descriptor } from '@harborguard/shared/oci/parse-manifest.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';
import { abortableChunks, untilAborted } from './abortable.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { Detector } from './detectors/detector.ts';
import { LayerCollector } from './layer-collector.ts';
import type { LayerFacts } from './layer-facts.ts';
import { LayerUnpacker } from './layer-unpacker.ts';
import type { ScanLimits } from './scan-limits.ts';

export interface LayerSource {
  readonly provider: RegistryProvider;
  readonly repository: string;
  readonly layer: Descriptor;
  /** As the image's configuration says. */
  readonly diffId: string;
}

export interface ReadLayerOptions extends LayerSource {
  readonly signal: AbortSignal;
  readonly detectors: readonly Detector[];
  readonly limits: ScanLimits;
  readonly heldBytes: ByteBudget;
  readonly clock: Clock;
  /** Compressed bytes as they come. */
  readonly onBytes: (count: number) => void;
}

export type LayerReading =
  /** `complete`: no limit was in the way, the same layer always gives these facts. */
  | { readonly kind: 'facts'; readonly facts: LayerFacts; readonly complete: boolean }
  /** A limit ended the reading before the digests were known, so nothing read may be believed. */
  | { readonly kind: 'limit'; readonly code: ErrorCode; readonly detail: string };

const endingLimits: readonly ErrorCode[] = [
  'COMPRESSED_BYTES_LIMIT',
  'UNCOMPRESSED_BYTES_LIMIT',
  'COMPRESSION_RATIO_LIMIT',
  'TIME_LIMIT',
];

export async function readLayer(options: ReadLayerOptions): Promise<LayerReading> {
  const { layer, limits } = options;
  if (layer.sizeBytes > limits.compressedLayerBytes) {
    const detail = `${layer.sizeBytes} bytes, at most ${limits.compressedLayerBytes} are read`;
    return { kind: 'limit', code: 'COMPRESSED_BYTES_LIMIT', detail };
  }
  try {
    return await withinTime(options, (signal) => readVerified({ ...options, signal }));
  } catch (error) {
    if (!isHarborError(error) || !endingLimits.includes(error.code)) throw error;
    return { kind: 'limit', code: error.code, detail: error.message };
  }
}

async function withinTime<Value>(
  { clock, limits, signal }: ReadLayerOptions,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const overtime = new AbortController();
  const timer = clock.setTimer(
    limits.layerMs,
    () => overtime.abort(new HarborError('TIME_LIMIT', { details: { limitMs: limits.layerMs } })),
    { background: true },
  );
  try {
    return await work(AbortSignal.any([signal, overtime.signal]));
  } finally {
    timer.cancel();
  }
}

async function readVerified(options: ReadLayerOptions): Promise<LayerReading> {
  const collector = new LayerCollector(options.detectors, options.limits, options.layer.digest);
  const unpacker = new LayerUnpacker({
    receiver: collector,
    limits: options.limits,
    reserve: (bytes) => options.heldBytes.acquire(bytes, options.signal),
    diffIdAlgorithm: algorithmOf(options.diffId),
  });
  try {
    const diffId = await unpackAll(options, unpacker);
    if (diffId !== options.diffId) {
      throw new HarborError('DIFF_ID_MISMATCH', {
        details: { layer: options.layer.digest, expected: options.diffId, found: diffId },
      });
    }
    const facts = collector.facts({ diffId, uncompressedBytes: unpacker.uncompressedBytes });
    return { kind: 'facts', facts, complete: !collector.limitHit };
  } finally {
    unpacker.destroy();
  }
}

/**
 * Bytes damaged on the way break the decompression before the digest could show them. So after a failure the rest is
 * still hashed, to tell a broken transfer, which may be tried again, from a broken layer.
 */
async function unpackAll(options: ReadLayerOptions, unpacker: LayerUnpacker): Promise<string> {
  const { provider, repository, layer, signal } = options;
  const hash = createHash(algorithmOf(layer.digest));
  let received = 0;
  let failure: HarborError | undefined;
  const blob = provider.blob(repository, layer.digest, { signal });
  for await (const chunk of abortableChunks(signal, blob)) {
    received += chunk.length;
    if (received > layer.sizeBytes) break;
    hash.update(chunk);
    options.onBytes(chunk.length);
    const writing = failure === undefined ? unpacker.write(chunk) : undefined;
    if (writing !== undefined) failure = await failureOf(untilAborted(signal, writing));
  }
  const diffId = failure ?? (await untilAborted(signal, unpacker.end()).catch(contentFailure));
  signal.throwIfAborted();
  const isWhole = received === layer.sizeBytes && hash.digest('hex') === hexOf(layer.digest);
  if (!isWhole) {
    throw new HarborError('DIGEST_MISMATCH', {
      details: { digest: layer.digest, expectedBytes: layer.sizeBytes, receivedBytes: received },
      ...(diffId instanceof HarborError ? { cause: diffId } : {}),
    });
  }
  if (diffId instanceof HarborError) throw diffId;
  return diffId;
}

function failureOf(writing: Promise<void>): Promise<HarborError | undefined> {
  return writing.then(() => undefined, contentFailure);
}

/** What is wrong with the content is a value for now; limits and programming errors end the reading. */
function contentFailure(error: unknown): HarborError {
  if (isHarborError(error) && !endingLimits.includes(error.code)) return error;
  throw error;
}

function algorithmOf(digest: string): string {
  return digest.slice(0, digest.indexOf(':'));
}

function hexOf(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}
