// What of an attachment's manifest is worth reading, and in which format it is signed; and what it is, once its content
// is known. Its own word for what it is counts only where nothing is signed.
import { isImageConfigType } from '../oci/media-types.ts';
import type { Descriptor, ImageManifest } from '../oci/parse-manifest.ts';
import type { AttachmentKind, SignatureMaterial } from './attachment.ts';
import { readEnvelope, readStatement } from './signed-payload.ts';

export interface SignedLayer {
  readonly format: SignatureMaterial['format'];
  readonly layer: Descriptor;
}

export interface AttachmentPlan {
  readonly artifactType: string | undefined;
  readonly sizeBytes: number;
  readonly signed: readonly SignedLayer[];
  /** For a manifest that holds nothing signed that we read. */
  readonly unsignedKind: AttachmentKind;
}

const emptyConfigType = 'application/vnd.oci.empty.v1+json';
const notationType = 'application/vnd.cncf.notary.signature';
const bundlePattern =
  /^application\/vnd\.dev\.sigstore\.bundle(?:\.v0\.\d+\+json|\+json;version=0\.\d+)$/;
const sbomPattern = /spdx|cyclonedx|syft|sbom/i;
/** https://docs.sigstore.dev: the statement by which cosign 3 signs an image. */
const cosignSignType = 'https://sigstore.dev/cosign/sign/v1';

export function planAttachment(manifest: ImageManifest): AttachmentPlan {
  const types = manifest.layers.map((layer) => layer.mediaType);
  const artifactType = artifactTypeOf(manifest);
  return {
    artifactType,
    sizeBytes: manifest.layers.reduce(
      (sum, layer) => sum + layer.sizeBytes,
      manifest.config.sizeBytes,
    ),
    signed: manifest.layers.flatMap((layer) => {
      const format = formatOf(layer.mediaType);
      return format === undefined ? [] : [{ format, layer }];
    }),
    unsignedKind: kindByType([artifactType ?? '', ...types]),
  };
}

function artifactTypeOf({ artifactType, config, layers }: ImageManifest): string | undefined {
  if (artifactType !== undefined) return artifactType;
  const hasOwnConfig = config.mediaType !== emptyConfigType && !isImageConfigType(config.mediaType);
  return hasOwnConfig ? config.mediaType : layers[0]?.mediaType;
}

function formatOf(mediaType: string): SignatureMaterial['format'] | undefined {
  if (mediaType === 'application/vnd.dev.cosign.simplesigning.v1+json') return 'simple-signing';
  if (mediaType === 'application/vnd.dsse.envelope.v1+json') return 'dsse';
  return bundlePattern.test(mediaType) ? 'bundle' : undefined;
}

function kindByType(types: readonly string[]): AttachmentKind {
  if (types.includes(notationType)) return 'signature';
  return types.some((type) => sbomPattern.test(type)) ? 'sbom' : 'other';
}

/** Undefined for what is no statement. */
export function predicateTypeOf(material: SignatureMaterial): string | undefined {
  if (material.format === 'simple-signing') return undefined;
  const text = material.format === 'dsse' ? material.envelope : envelopeOfBundle(material.bundle);
  const envelope = readEnvelope(text);
  if (envelope === undefined) return undefined;
  const payload = readStatement(envelope.payloadType, envelope.payload);
  return payload.kind === 'payload' ? payload.predicateType : undefined;
}

/**
 * By what is signed, never by what an annotation says: a signed provenance dressed up as the signature of the image
 * would else release it.
 */
export function kindOfSigned(materials: readonly SignatureMaterial[]): AttachmentKind {
  const releases = materials.every(
    (one) => one.format === 'simple-signing' || predicateTypeOf(one) === cosignSignType,
  );
  return releases ? 'signature' : 'attestation';
}

function envelopeOfBundle(bundle: string): string {
  try {
    const { dsseEnvelope } = JSON.parse(bundle) as { readonly dsseEnvelope?: unknown };
    return JSON.stringify(dsseEnvelope) ?? '';
  } catch {
    return '';
  }
}
