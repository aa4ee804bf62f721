// The documents of an image: its manifest, or the index it is a member of, and its configuration, each verified and
// parsed. No layer is touched.
import { createHash } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  type ImageConfig,
  imageConfigBytesMax,
  parseImageConfig,
} from '@harborguard/shared/oci/parse-image-config.ts';
import {
  type Descriptor,
  type ImageIndex,
  type ImageManifest,
  parseManifest,
} from '@harborguard/shared/oci/parse-manifest.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';
import { abortableChunks, untilAborted } from './abortable.ts';

export interface ImageSource {
  readonly provider: RegistryProvider;
  readonly repository: string;
  readonly signal: AbortSignal;
}

export type FetchedManifest =
  | { readonly kind: 'index'; readonly digest: string; readonly index: ImageIndex }
  | { readonly kind: 'image'; readonly digest: string; readonly manifest: ImageManifest };

export async function fetchManifest(
  source: ImageSource,
  reference: string,
): Promise<FetchedManifest> {
  const { provider, repository, signal } = source;
  const content = await untilAborted(signal, provider.manifest(repository, reference, { signal }));
  const details = { repository, digest: content.digest };
  const parsed = parseManifest(content.bytes, content.mediaType);
  switch (parsed.kind) {
    case 'index':
      return { kind: 'index', digest: content.digest, index: parsed };
    case 'image':
      return { kind: 'image', digest: content.digest, manifest: parsed };
    case 'unsupported':
      throw new HarborError('MANIFEST_UNSUPPORTED', {
        details: { ...details, mediaType: parsed.mediaType },
      });
    case 'invalid':
      throw new HarborError(parsed.code, { details: { ...details, reason: parsed.reason } });
  }
}

export async function fetchConfig(
  source: ImageSource,
  manifest: ImageManifest,
): Promise<ImageConfig> {
  const { digest } = manifest.config;
  const parsed = parseImageConfig(await fetchSmallBlob(source, manifest.config));
  if (parsed.kind === 'invalid') throw invalidConfig(digest, parsed.reason);
  if (parsed.diffIds.length !== manifest.layers.length) {
    const counts = `${parsed.diffIds.length} diff_ids for ${manifest.layers.length} layers`;
    throw invalidConfig(digest, counts);
  }
  return parsed;
}

async function fetchSmallBlob(source: ImageSource, blob: Descriptor): Promise<Buffer> {
  if (blob.sizeBytes > imageConfigBytesMax) throw invalidConfig(blob.digest, 'too large');
  const { provider, repository, signal } = source;
  const chunks: Uint8Array[] = [];
  let received = 0;
  const content = provider.blob(repository, blob.digest, { signal });
  for await (const chunk of abortableChunks(signal, content)) {
    received += chunk.length;
    if (received > blob.sizeBytes) break;
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const [algorithm = '', hex] = blob.digest.split(':');
  const isWhole = received === blob.sizeBytes && hexDigest(algorithm, bytes) === hex;
  if (isWhole) return bytes;
  throw new HarborError('DIGEST_MISMATCH', {
    details: { digest: blob.digest, expectedBytes: blob.sizeBytes, receivedBytes: received },
  });
}

function hexDigest(algorithm: string, bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

function invalidConfig(digest: string, reason: string): HarborError {
  return new HarborError('MANIFEST_INVALID', { details: { config: digest, reason } });
}
