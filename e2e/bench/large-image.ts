// Large images as OCI layout folders, made once and kept. Each has one layer; sizes are of the archive inside it.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOciLayout } from '../support/oci-layout.ts';
import { benchFolder } from './bench-folder.ts';

export interface LargeImage {
  /** An OCI layout, as skopeo, syft and trivy read it. */
  readonly layout: string;
  readonly manifestDigest: string;
  readonly manifestFile: string;
  readonly configDigest: string;
  readonly configFile: string;
  readonly layerDigest: string;
  readonly layerFile: string;
  readonly layerBytes: number;
  readonly diffId: string;
  readonly archiveBytes: number;
}

/** Beside the layout; gzip itself keeps no more than the last four bytes of its size. */
const sizeFile = 'archive-bytes';

/** `makeArchive` writes the uncompressed layer; it is called only when the image is not in the cache folder. */
export async function largeImage(
  name: string,
  makeArchive: (path: string) => Promise<void>,
): Promise<LargeImage> {
  const folder = benchFolder(name);
  const layout = join(folder, 'layout');
  const mark = join(layout, 'oci-layout');
  if (!existsSync(mark) || !existsSync(join(folder, sizeFile))) {
    rmSync(layout, { recursive: true, force: true });
    const archive = join(folder, 'layer.tar');
    await makeArchive(archive);
    writeFileSync(join(folder, sizeFile), String(statSync(archive).size));
    await makeOciLayout(layout, 'latest', [archive]);
    rmSync(archive);
  }
  return { ...readLayout(layout), archiveBytes: Number(readFileSync(join(folder, sizeFile))) };
}

interface Descriptor {
  readonly digest: string;
  readonly size: number;
}

function readLayout(layout: string): Omit<LargeImage, 'archiveBytes'> {
  const blob = (digest: string) => join(layout, 'blobs', ...digest.split(':'));
  const index = readJson<{ manifests: [Descriptor] }>(join(layout, 'index.json'));
  const manifestDigest = index.manifests[0].digest;
  const manifest = readJson<{ config: Descriptor; layers: [Descriptor] }>(blob(manifestDigest));
  const config = readJson<{ rootfs: { diff_ids: [string] } }>(blob(manifest.config.digest));
  const layerFile = blob(manifest.layers[0].digest);
  return {
    layout,
    manifestDigest,
    manifestFile: blob(manifestDigest),
    configDigest: manifest.config.digest,
    configFile: blob(manifest.config.digest),
    layerDigest: manifest.layers[0].digest,
    layerFile,
    layerBytes: statSync(layerFile).size,
    diffId: config.rootfs.diff_ids[0],
  };
}

function readJson<Value>(path: string): Value {
  return JSON.parse(readFileSync(path, 'utf8')) as Value;
}
