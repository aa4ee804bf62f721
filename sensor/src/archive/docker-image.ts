// What `docker save` writes: a manifest.json that names configurations and layers by their files. It has no manifest
// with digests, so one is made here; of layers that are not compressed the configuration knows the digests already.
import { createHash } from 'node:crypto';
import { mediaTypes } from '@harborguard/shared/oci/media-types.ts';
import {
  imageConfigBytesMax,
  parseImageConfig,
} from '@harborguard/shared/oci/parse-image-config.ts';
import { layerCountMax, manifestBytesMax } from '@harborguard/shared/oci/parse-manifest.ts';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { detectCompression, magicBytes } from '../scan/decompressor.ts';
import type { ArchivedImage, ArchivedManifest } from './archived-image.ts';
import { type ImageFile, type ImageFiles, invalidArchive, readWhole } from './image-files.ts';

/** More images in one file than anybody saves together. */
const imagesMax = 100;
const Name = Type.String({ minLength: 1, maxLength: 4096 });
const DockerManifestSchema = Type.Array(
  Type.Object({ Config: Name, Layers: Type.Array(Name, { maxItems: layerCountMax }) }),
  { minItems: 1, maxItems: imagesMax },
);
type DockerEntry = Static<typeof DockerManifestSchema>[number];

const layerTypes = {
  none: 'application/vnd.docker.image.rootfs.diff.tar',
  gzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  zstd: 'application/vnd.docker.image.rootfs.diff.tar.zstd',
} as const;

interface Found {
  readonly manifests: Map<string, ArchivedManifest>;
  readonly blobs: Map<string, ImageFile>;
}

export async function openDockerImage(
  files: ImageFiles,
  signal: AbortSignal,
): Promise<ArchivedImage> {
  const entries = await readEntries(files, signal);
  const found: Found = { manifests: new Map(), blobs: new Map() };
  const members = [];
  for (const entry of entries) members.push(await addImage(files, entry, { found, signal }));
  const [first, ...more] = members;
  if (first === undefined) throw invalidArchive('manifest.json names no image');
  const reference =
    more.length === 0
      ? first.digest
      : addManifest(found, mediaTypes.dockerList, { manifests: members }).digest;
  return {
    reference,
    manifest: (digest) => Promise.resolve(found.manifests.get(digest)),
    blob: (digest) => Promise.resolve(found.blobs.get(digest)),
    close: () => files.close(),
  };
}

async function readEntries(
  files: ImageFiles,
  signal: AbortSignal,
): Promise<readonly DockerEntry[]> {
  const bytes = await readWhole(files, 'manifest.json', { bytesMax: manifestBytesMax, signal });
  if (bytes === undefined) throw invalidArchive('there is no manifest.json');
  const entries = parseJson(bytes);
  if (!Check(DockerManifestSchema, entries)) throw invalidArchive('manifest.json has a wrong form');
  return entries;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw invalidArchive('manifest.json is no JSON', error);
  }
}

async function addImage(
  files: ImageFiles,
  entry: DockerEntry,
  { found, signal }: { readonly found: Found; readonly signal: AbortSignal },
) {
  const file = await fileNamed(files, entry.Config);
  const bytes = await readWhole(files, entry.Config, { bytesMax: imageConfigBytesMax, signal });
  const config = parseImageConfig(bytes ?? new Uint8Array());
  if (config.kind === 'invalid') throw invalidArchive(config.reason);
  if (config.diffIds.length !== entry.Layers.length) {
    throw invalidArchive(
      `the configuration names ${config.diffIds.length} layers, the manifest ${entry.Layers.length}`,
    );
  }
  const configDigest = digestOf(bytes ?? new Uint8Array());
  found.blobs.set(configDigest, file);
  const layers = [];
  for (const [index, name] of entry.Layers.entries()) {
    const layer = await fileNamed(files, name);
    const described = await describeLayer(layer, config.diffIds[index] ?? '', { name, signal });
    found.blobs.set(described.digest, layer);
    layers.push(described);
  }
  const manifest = addManifest(found, mediaTypes.dockerManifest, {
    config: { mediaType: mediaTypes.dockerConfig, digest: configDigest, size: file.sizeBytes },
    layers,
  });
  return { ...manifest, platform: config.platform };
}

function addManifest(found: Found, mediaType: string, content: Readonly<Record<string, unknown>>) {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
  const digest = digestOf(bytes);
  found.manifests.set(digest, { mediaType, bytes });
  return { mediaType, digest, size: bytes.length };
}

async function fileNamed(files: ImageFiles, name: string): Promise<ImageFile> {
  const file = await files.find(name);
  if (file === undefined) throw invalidArchive(`${name} is missing`);
  return file;
}

async function describeLayer(
  file: ImageFile,
  diffId: string,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
) {
  const compression = detectCompression(await firstBytes(file, signal));
  // Whoever reads the layer hashes it, so a claim that is not true is found out.
  const claimed = /^blobs\/(sha256)\/([0-9a-f]{64})$/.exec(name);
  const digest =
    compression === 'none'
      ? diffId
      : claimed === null
        ? await digestOfFile(file, signal)
        : `sha256:${claimed[2]}`;
  return { mediaType: layerTypes[compression], digest, size: file.sizeBytes };
}

async function firstBytes(file: ImageFile, signal: AbortSignal): Promise<Buffer> {
  for await (const chunk of file.stream(signal)) return Buffer.from(chunk.subarray(0, magicBytes));
  return Buffer.alloc(0);
}

async function digestOfFile(file: ImageFile, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of file.stream(signal)) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
