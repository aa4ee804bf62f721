// What a container of an image would see: its layers laid over each other, whiteouts applied. For the tests of the
// samples only; it keeps everything in memory and resolves no links.
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { readTar } from '@harborguard/shared/testing/image/read-tar.ts';
import type { TestImage } from '@harborguard/shared/testing/image/test-image.ts';
import type { TestLayer } from '@harborguard/shared/testing/image/test-layer.ts';

export async function imageFiles(image: TestImage): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const layer of image.layers) {
    const entries = await readTar(uncompressed(layer));
    for (const { path } of entries) removeHidden(files, path);
    for (const { path, content = '' } of entries) {
      if (!path.includes('.wh.')) files.set(path, Buffer.from(content).toString('utf8'));
    }
  }
  return files;
}

function removeHidden(files: Map<string, string>, path: string): void {
  if (!path.includes('.wh.')) return;
  const hidden = path.replace('.wh.', '');
  for (const known of [...files.keys()]) {
    if (known === hidden || known.startsWith(`${hidden}/`)) files.delete(known);
  }
}

function uncompressed({ bytes, compression }: TestLayer): Uint8Array {
  switch (compression) {
    case 'gzip':
      return gunzipSync(bytes);
    case 'zstd':
      return zstdDecompressSync(bytes);
    case 'none':
      return bytes;
  }
}
