// The media types of manifests, configurations and layers, OCI and Docker alike. What to do with each is decided elsewhere.

export const mediaTypes = {
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerSchema1: 'application/vnd.docker.distribution.manifest.v1+json',
  dockerSchema1Signed: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
} as const;

/**
 * One comma list with every type: a registry that misses one of them answers "unknown manifest" for an image it
 * holds, and some convert to schema 1 (with another digest) when the current types are absent.
 */
export const manifestAccept = [
  mediaTypes.ociIndex,
  mediaTypes.dockerList,
  mediaTypes.ociManifest,
  mediaTypes.dockerManifest,
].join(', ');

export type ManifestKind = 'image' | 'index' | 'schema1' | 'unknown';

const manifestKinds: Readonly<Record<string, ManifestKind>> = {
  [mediaTypes.ociIndex]: 'index',
  [mediaTypes.dockerList]: 'index',
  [mediaTypes.ociManifest]: 'image',
  [mediaTypes.dockerManifest]: 'image',
  [mediaTypes.dockerSchema1]: 'schema1',
  [mediaTypes.dockerSchema1Signed]: 'schema1',
};

export function manifestKind(mediaType: string): ManifestKind {
  return Object.hasOwn(manifestKinds, mediaType)
    ? (manifestKinds[mediaType] ?? 'unknown')
    : 'unknown';
}

/** The type alone, lowercase: `Application/JSON; charset=utf-8` is application/json. */
export function bareMediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

const configTypes: readonly string[] = [mediaTypes.ociConfig, mediaTypes.dockerConfig];

export function isImageConfigType(mediaType: string): boolean {
  return configTypes.includes(mediaType);
}

export type LayerCompression = 'none' | 'gzip' | 'zstd';

export type LayerType =
  | { readonly kind: 'layer'; readonly compression: LayerCompression; readonly foreign: boolean }
  | { readonly kind: 'unknown' };

const layerTypes: Readonly<Record<string, readonly [LayerCompression, foreign: boolean]>> = {
  'application/vnd.oci.image.layer.v1.tar': ['none', false],
  'application/vnd.oci.image.layer.v1.tar+gzip': ['gzip', false],
  'application/vnd.oci.image.layer.v1.tar+zstd': ['zstd', false],
  'application/vnd.oci.image.layer.nondistributable.v1.tar': ['none', true],
  'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip': ['gzip', true],
  'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd': ['zstd', true],
  'application/vnd.docker.image.rootfs.diff.tar': ['none', false],
  'application/vnd.docker.image.rootfs.diff.tar.gzip': ['gzip', false],
  'application/vnd.docker.image.rootfs.diff.tar.zstd': ['zstd', false],
  'application/vnd.docker.image.rootfs.foreign.diff.tar': ['none', true],
  'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip': ['gzip', true],
};

/** What a layer's type says of its packing; the bytes themselves may still disagree. */
export function layerType(mediaType: string): LayerType {
  const row = Object.hasOwn(layerTypes, mediaType) ? layerTypes[mediaType] : undefined;
  return row === undefined
    ? { kind: 'unknown' }
    : { kind: 'layer', compression: row[0], foreign: row[1] };
}
