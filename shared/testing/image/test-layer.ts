// A layer as a registry holds it: compressed bytes with the two digests by which images name it.
import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type LayerEntry, layerTar } from './layer-tar.ts';

export type Compression = 'gzip' | 'zstd' | 'none';
export type ImageFormat = 'oci' | 'docker';

export interface TestLayer {
  readonly bytes: Uint8Array;
  readonly digest: string;
  /** The digest of the uncompressed archive. */
  readonly diffId: string;
  readonly compression: Compression;
}

export function sha256Digest(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export function compressLayer(tar: Uint8Array, compression: Compression = 'gzip'): TestLayer {
  const bytes = compress(tar, compression);
  return { bytes, digest: sha256Digest(bytes), diffId: sha256Digest(tar), compression };
}

export async function makeLayer(
  entries: readonly LayerEntry[],
  compression: Compression = 'gzip',
): Promise<TestLayer> {
  return compressLayer(await layerTar(entries), compression);
}

/** Docker's own format knows gzip only; what a tool would write for the rest is the OCI type. */
export function layerMediaType(compression: Compression, format: ImageFormat): string {
  if (format === 'docker' && compression === 'gzip') {
    return 'application/vnd.docker.image.rootfs.diff.tar.gzip';
  }
  const suffix = compression === 'none' ? '' : `+${compression}`;
  return `application/vnd.oci.image.layer.v1.tar${suffix}`;
}

function compress(tar: Uint8Array, compression: Compression): Uint8Array {
  switch (compression) {
    case 'gzip':
      return gzipSync(tar);
    case 'zstd':
      return zstdCompressSync(tar);
    case 'none':
      return tar;
  }
}
