// One image as an OCI layout folder for programs that read nothing else: its documents and layers as the registry has them,
// each verified against its digest. Nothing is written before it is known that everything fits.
import { createHash } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type Descriptor, parseManifest } from '@harborguard/shared/oci/parse-manifest.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';

export interface LayoutQuestion {
  readonly provider: RegistryProvider;
  readonly repository: string;
  readonly digest: string;
  readonly signal: AbortSignal;
}

/** Throws EXTERNAL_SCANNER_DISK_LIMIT, DIGEST_MISMATCH, and what reading the registry throws. */
export async function writeLayout(
  question: LayoutQuestion,
  folder: string,
  bytesMax: number,
): Promise<void> {
  const { provider, repository, digest, signal } = question;
  const content = await provider.manifest(repository, digest, { signal });
  const manifest = parseManifest(content.bytes, content.mediaType);
  if (manifest.kind !== 'image') throw new HarborError('MANIFEST_UNSUPPORTED');
  const blobs = new Map([manifest.config, ...manifest.layers].map((blob) => [blob.digest, blob]));
  const bytes = [...blobs.values()].reduce((sum, blob) => sum + blob.sizeBytes, content.sizeBytes);
  if (bytes > bytesMax) {
    throw new HarborError('EXTERNAL_SCANNER_DISK_LIMIT', {
      details: { repository, digest, bytes, bytesMax },
    });
  }
  for (const algorithm of ['sha256', 'sha512']) {
    await mkdir(join(folder, 'blobs', algorithm), { recursive: true });
  }
  const { mediaType, sizeBytes: size } = content;
  await writeFile(blobPath(folder, digest), content.bytes);
  for (const blob of blobs.values()) await writeBlob(question, folder, blob);
  await writeFile(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const index = { schemaVersion: 2, manifests: [{ mediaType, digest, size }] };
  await writeFile(join(folder, 'index.json'), JSON.stringify(index));
}

async function writeBlob(
  { provider, repository, signal }: LayoutQuestion,
  folder: string,
  blob: Descriptor,
): Promise<void> {
  const [algorithm = '', hex] = blob.digest.split(':');
  const hash = createHash(algorithm);
  let received = 0;
  const file = await open(blobPath(folder, blob.digest), 'wx');
  try {
    for await (const chunk of provider.blob(repository, blob.digest, { signal })) {
      signal.throwIfAborted();
      received += chunk.length;
      // More than announced would be more than the budget was asked for.
      if (received > blob.sizeBytes) break;
      hash.update(chunk);
      await file.write(chunk);
    }
  } finally {
    await file.close();
  }
  if (received === blob.sizeBytes && hash.digest('hex') === hex) return;
  throw new HarborError('DIGEST_MISMATCH', { details: { digest: blob.digest } });
}

/** Digests have been checked for their form, so none leads out of the folder. */
function blobPath(folder: string, digest: string): string {
  return join(folder, 'blobs', ...digest.split(':'));
}
