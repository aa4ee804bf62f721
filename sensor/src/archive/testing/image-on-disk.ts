// Images as files of the forms an archive has, written the way docker, skopeo and buildx write them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestImage, TestIndex } from '@harborguard/shared/testing/image/test-image.ts';
import { type Pack, pack } from 'tar-stream';

export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

/** The files of an OCI layout with this at its top. */
export function ociFiles(top: TestImage | TestIndex, others: readonly TestImage[] = []) {
  const files = new Map<string, Uint8Array>();
  for (const one of [top, ...others]) addBlobs(files, one);
  files.set('oci-layout', text({ imageLayoutVersion: '1.0.0' }));
  const manifests = [top, ...others].map(({ mediaType, digest, manifest }) => ({
    ...{ mediaType, digest },
    size: manifest.length,
  }));
  files.set('index.json', text({ schemaVersion: 2, manifests }));
  return files;
}

/** The files `docker save` of old writes: layers as they are, below names of their own. */
export function dockerFiles(...images: readonly TestImage[]) {
  const files = new Map<string, Uint8Array>();
  const entries = images.map((image, number) => {
    const Config = `${image.configDigest.slice(7)}.json`;
    files.set(Config, image.config);
    const Layers = image.layers.map((layer, index) => {
      const name = `${number}-${index}/layer.tar`;
      files.set(name, layer.bytes);
      return name;
    });
    return { Config, RepoTags: [`app:${number}`], Layers };
  });
  files.set('manifest.json', text(entries));
  return files;
}

export function writeFolder(folder: string, files: ArchiveFiles): string {
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

export async function writeTar(path: string, files: ArchiveFiles): Promise<string> {
  const archive = pack();
  for (const [name, bytes] of files) archive.entry({ name }, Buffer.from(bytes));
  return await writePack(path, archive);
}

export async function writePack(path: string, archive: Pack): Promise<string> {
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  writeFileSync(path, Buffer.concat(chunks));
  return path;
}

function addBlobs(files: Map<string, Uint8Array>, one: TestImage | TestIndex): void {
  files.set(blobName(one.digest), one.manifest);
  if (one.kind === 'index') {
    for (const member of one.members) addBlobs(files, member);
    return;
  }
  files.set(blobName(one.configDigest), one.config);
  for (const layer of one.layers) files.set(blobName(layer.digest), layer.bytes);
}

export function blobName(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function text(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
