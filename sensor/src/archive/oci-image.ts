// An OCI image layout, in whatever files it lies: the manifest or index at its top, and every blob by its digest.
import { createHash } from 'node:crypto';
import { mediaTypes } from '@harborguard/shared/oci/media-types.ts';
import { parseDigest } from '@harborguard/shared/oci/parse-digest.ts';
import { manifestBytesMax, parseManifest } from '@harborguard/shared/oci/parse-manifest.ts';
import type { ArchivedImage } from './archived-image.ts';
import { type ImageFiles, invalidArchive, readWhole } from './image-files.ts';

export async function openOciImage(files: ImageFiles, signal: AbortSignal): Promise<ArchivedImage> {
  const bytes = await readWhole(files, 'index.json', { bytesMax: manifestBytesMax, signal });
  if (bytes === undefined) throw invalidArchive('there is no index.json');
  const index = parseManifest(bytes, mediaTypes.ociIndex);
  if (index.kind !== 'index') throw invalidArchive('index.json is no index');
  const [first, ...more] = index.members;
  if (first === undefined) throw invalidArchive('index.json names no image');
  const topDigest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  // The index of a layout lists what lies in it: with one thing in it, that is the image. Some writers put the members
  // of the image's own index there and leave that one out.
  const isList = more.length > 0 || (await files.find(blobName(first.digest))) === undefined;
  const types = new Map(index.members.map((member) => [member.digest, member.mediaType]));
  return {
    reference: isList ? topDigest : first.digest,
    manifest: async (digest) => {
      if (digest === topDigest) return { mediaType: mediaTypes.ociIndex, bytes };
      const options = { bytesMax: manifestBytesMax, signal };
      const found = await readWhole(files, blobName(digest), options);
      return found && { mediaType: types.get(digest) ?? '', bytes: found };
    },
    blob: (digest) => files.find(blobName(digest)),
    close: () => files.close(),
  };
}

/** The name is made from a checked digest; anything else names nothing. */
function blobName(digest: string): string {
  const parsed = parseDigest(digest);
  return parsed.kind === 'digest' ? `blobs/${parsed.algorithm}/${parsed.hex}` : '';
}
