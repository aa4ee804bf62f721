// Manifests that carry something other than file systems: signatures, attestations, bundles, SBOMs.
import type { TestImage } from '../image/test-image.ts';
import { linuxAmd64 } from '../image/test-image.ts';
import { sha256Digest } from '../image/test-layer.ts';

export interface ArtifactLayer {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ArtifactOptions {
  readonly layers: readonly ArtifactLayer[];
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly subject?: Pick<TestImage, 'mediaType' | 'digest' | 'manifest'>;
  readonly configMediaType?: string;
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';

export function makeArtifact(options: ArtifactOptions): TestImage {
  const config = Buffer.from('{}');
  const { subject, artifactType, annotations } = options;
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      ...(artifactType === undefined ? {} : { artifactType }),
      config: descriptor(options.configMediaType ?? 'application/vnd.oci.empty.v1+json', config),
      layers: options.layers.map((layer) => ({
        ...descriptor(layer.mediaType, layer.bytes),
        ...(layer.annotations === undefined ? {} : { annotations: layer.annotations }),
      })),
      ...(subject === undefined
        ? {}
        : {
            subject: {
              mediaType: subject.mediaType,
              digest: subject.digest,
              size: subject.manifest.length,
            },
          }),
      ...(annotations === undefined ? {} : { annotations }),
    }),
  );
  return {
    kind: 'image',
    manifest,
    mediaType: manifestType,
    digest: sha256Digest(manifest),
    config,
    configDigest: sha256Digest(config),
    layers: options.layers.map(({ bytes }) => ({
      bytes,
      digest: sha256Digest(bytes),
      diffId: sha256Digest(bytes),
      compression: 'none',
    })),
    platform: linuxAmd64,
  };
}

function descriptor(mediaType: string, bytes: Uint8Array) {
  return { mediaType, digest: sha256Digest(bytes), size: bytes.length };
}
