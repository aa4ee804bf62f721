// Images and indexes made in memory: manifest, configuration and layers that belong together.
// What is wrong on purpose (a false digest, a missing blob) is a matter of the registry that serves them.
import { type ImageFormat, layerMediaType, sha256Digest, type TestLayer } from './test-layer.ts';

export interface TestPlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

export interface TestImage {
  readonly kind: 'image';
  readonly manifest: Uint8Array;
  readonly mediaType: string;
  readonly digest: string;
  readonly config: Uint8Array;
  readonly configDigest: string;
  readonly layers: readonly TestLayer[];
  readonly platform: TestPlatform;
}

export interface TestIndex {
  readonly kind: 'index';
  readonly manifest: Uint8Array;
  readonly mediaType: string;
  readonly digest: string;
  /** Attestations included, in the order of the index. */
  readonly members: readonly TestImage[];
}

export interface HistoryEntry {
  readonly created_by: string;
  readonly empty_layer?: boolean;
}

export interface ImageOptions {
  readonly layers: readonly TestLayer[];
  readonly platform?: TestPlatform;
  readonly format?: ImageFormat;
  /** Absent: one entry a layer, as a build would write them. */
  readonly history?: readonly HistoryEntry[];
  /** The `config` part of the image configuration: User, Labels, ExposedPorts … */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface IndexOptions {
  readonly format?: ImageFormat;
  /** Adds an attestation member for the first image, as BuildKit does. */
  readonly attestation?: TestImage;
}

export const linuxAmd64: TestPlatform = { os: 'linux', architecture: 'amd64' };
export const linuxArm64: TestPlatform = { os: 'linux', architecture: 'arm64', variant: 'v8' };

/** The moment every test image was built. */
export const imageCreated = '2026-01-01T00:00:00Z';

const mediaTypes = {
  oci: {
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    index: 'application/vnd.oci.image.index.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
  },
  docker: {
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
  },
} as const;

export function makeImage(options: ImageOptions): TestImage {
  const format = options.format ?? 'oci';
  const platform = options.platform ?? linuxAmd64;
  const config = jsonBytes(configOf(options, platform));
  const manifest = jsonBytes({
    schemaVersion: 2,
    mediaType: mediaTypes[format].manifest,
    config: descriptor(mediaTypes[format].config, config),
    layers: options.layers.map((layer) =>
      descriptor(layerMediaType(layer.compression, format), layer.bytes),
    ),
  });
  return {
    kind: 'image',
    manifest,
    mediaType: mediaTypes[format].manifest,
    digest: sha256Digest(manifest),
    config,
    configDigest: sha256Digest(config),
    layers: options.layers,
    platform,
  };
}

export function makeIndex(images: readonly TestImage[], options: IndexOptions = {}): TestIndex {
  const format = options.format ?? 'oci';
  const manifests = images.map((image) => ({
    ...descriptor(image.mediaType, image.manifest),
    platform: image.platform,
  }));
  const attestation = options.attestation;
  const manifest = jsonBytes({
    schemaVersion: 2,
    mediaType: mediaTypes[format].index,
    manifests: attestation
      ? [...manifests, attestationDescriptor(attestation, images[0]?.digest ?? '')]
      : manifests,
  });
  return {
    kind: 'index',
    manifest,
    mediaType: mediaTypes[format].index,
    digest: sha256Digest(manifest),
    members: attestation ? [...images, attestation] : images,
  };
}

function configOf(options: ImageOptions, platform: TestPlatform): unknown {
  return {
    created: imageCreated,
    ...platform,
    config: options.settings ?? {},
    rootfs: { type: 'layers', diff_ids: options.layers.map((layer) => layer.diffId) },
    history: historyOf(options).map((entry) => ({ created: imageCreated, ...entry })),
  };
}

function historyOf(options: ImageOptions): readonly HistoryEntry[] {
  return (
    options.history ??
    options.layers.map((_, index) => ({ created_by: `COPY layer-${index} / # buildkit` }))
  );
}

function attestationDescriptor(attestation: TestImage, subject: string) {
  return {
    ...descriptor(attestation.mediaType, attestation.manifest),
    annotations: {
      'vnd.docker.reference.digest': subject,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
    platform: { os: 'unknown', architecture: 'unknown' },
  };
}

function descriptor(mediaType: string, bytes: Uint8Array) {
  return { mediaType, digest: sha256Digest(bytes), size: bytes.length };
}

function jsonBytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value, null, 2));
}
