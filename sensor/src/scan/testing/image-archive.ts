// Reads `docker save` and OCI archives into a memory provider, so that real images can be scanned in tests.
import { readFile } from 'node:fs/promises';
import { sha256Digest } from '@harborguard/shared/testing/image/test-layer.ts';
import { extract } from 'tar-stream';
import { MemoryProvider } from './memory-provider.ts';

interface DockerArchiveEntry {
  readonly Config: string;
  readonly Layers: readonly string[];
}

export interface LoadedArchive {
  readonly provider: MemoryProvider;
  /** Of the manifest or index at the top. */
  readonly digest: string;
}

const dockerManifestType = 'application/vnd.docker.distribution.manifest.v2+json';

export async function loadImageArchive(path: string): Promise<LoadedArchive> {
  const files = await archiveFiles(path);
  return files.has('index.json') ? loadOci(files) : loadDocker(files);
}

async function archiveFiles(path: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const archive = extract();
  archive.end(await readFile(path));
  for await (const entry of archive) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    if (entry.header.type === 'file') files.set(entry.header.name, Buffer.concat(chunks));
  }
  return files;
}

function loadOci(files: ReadonlyMap<string, Buffer>): LoadedArchive {
  const provider = new MemoryProvider();
  for (const [name, bytes] of files) {
    if (!name.startsWith('blobs/sha256/')) continue;
    const digest = `sha256:${name.slice('blobs/sha256/'.length)}`;
    provider.blobs.set(digest, bytes);
    // Every document may be asked for as a manifest; its own field says which type it is.
    if (bytes[0] === 0x7b) provider.addManifest(digest, embeddedType(bytes), bytes);
  }
  const layout = jsonOf(files, 'index.json') as { manifests: [{ digest: string }] };
  const digest = layout.manifests[0].digest;
  if (provider.manifests.has(digest)) return { provider, digest };
  // Some writers put the only index at the top of the layout.
  const bytes = files.get('index.json') ?? Buffer.alloc(0);
  const topDigest = sha256Digest(bytes);
  provider.addManifest(topDigest, embeddedType(bytes), bytes);
  return { provider, digest: topDigest };
}

function loadDocker(files: ReadonlyMap<string, Buffer>): LoadedArchive {
  const provider = new MemoryProvider();
  const [image] = jsonOf(files, 'manifest.json') as [DockerArchiveEntry];
  const place = (name: string, mediaType: string) => {
    const bytes = files.get(name) ?? Buffer.alloc(0);
    const digest = sha256Digest(bytes);
    provider.blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: dockerManifestType,
      config: place(image.Config, 'application/vnd.docker.container.image.v1+json'),
      layers: image.Layers.map((name) =>
        place(name, 'application/vnd.docker.image.rootfs.diff.tar.gzip'),
      ),
    }),
  );
  const digest = sha256Digest(manifest);
  provider.addManifest(digest, dockerManifestType, manifest);
  return { provider, digest };
}

function embeddedType(bytes: Buffer): string {
  const found: unknown = JSON.parse(bytes.toString('utf8'));
  const isTyped = typeof found === 'object' && found !== null && 'mediaType' in found;
  return isTyped ? String(found.mediaType) : '';
}

function jsonOf(files: ReadonlyMap<string, Buffer>, name: string): unknown {
  return JSON.parse((files.get(name) ?? Buffer.from('null')).toString('utf8'));
}
