// An OCI image layout folder made from root file system archives, ready for skopeo to push.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** Each archive becomes one gzip layer. Returns the digest of the manifest. */
export async function makeOciLayout(
  folder: string,
  tag: string,
  archives: readonly string[],
): Promise<string> {
  mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true });
  const layers: Descriptor[] = [];
  const diffIds: string[] = [];
  for (const archive of archives) {
    const { descriptor, diffId } = await addLayer(folder, archive);
    layers.push(descriptor);
    diffIds.push(diffId);
  }
  const config = addJson(folder, 'application/vnd.oci.image.config.v1+json', {
    architecture: 'amd64',
    os: 'linux',
    config: { Cmd: ['/bin/sh'] },
    rootfs: { type: 'layers', diff_ids: diffIds },
    history: diffIds.map((_, index) => ({ created_by: `ADD layer ${index}` })),
  });
  const manifest = addJson(folder, 'application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config,
    layers,
  });
  const named = { ...manifest, annotations: { 'org.opencontainers.image.ref.name': tag } };
  writeFileSync(
    join(folder, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [named] }),
  );
  writeFileSync(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  return manifest.digest;
}

async function addLayer(
  folder: string,
  archive: string,
): Promise<{ readonly descriptor: Descriptor; readonly diffId: string }> {
  const temporary = join(folder, 'layer.tmp');
  const plain = meter();
  const compressed = meter();
  await pipeline(
    createReadStream(archive),
    plain.through,
    createGzip({ level: 6 }),
    compressed.through,
    createWriteStream(temporary),
  );
  const digest = compressed.digest();
  renameSync(temporary, blobPath(folder, digest));
  const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
  return {
    descriptor: { mediaType, digest, size: compressed.bytes() },
    diffId: plain.digest(),
  };
}

function meter() {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    through: new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.byteLength;
        done(null, chunk);
      },
    }),
    digest: () => `sha256:${hash.digest('hex')}`,
    bytes: () => bytes,
  };
}

function addJson(folder: string, mediaType: string, value: unknown): Descriptor {
  const bytes = Buffer.from(JSON.stringify(value));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  writeFileSync(blobPath(folder, digest), bytes);
  return { mediaType, digest, size: bytes.byteLength };
}

function blobPath(folder: string, digest: string): string {
  return join(folder, 'blobs', ...digest.split(':'));
}
