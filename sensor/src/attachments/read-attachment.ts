// One attachment from a registry: its manifest, and the signed bytes in it, each verified against its digest and bounded.
// Content that is wrong becomes a problem of the attachment; only the way to the registry can fail.
import { createHash } from 'node:crypto';
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type Descriptor, parseManifest } from '@harborguard/shared/oci/parse-manifest.ts';
import {
  type Attachment,
  type AttachmentKind,
  payloadBytesMax,
  type SignatureMaterial,
  signaturesPerAttachmentMax,
} from '@harborguard/shared/signatures/attachment.ts';
import {
  kindOfSigned,
  planAttachment,
  predicateTypeOf,
  type SignedLayer,
} from '@harborguard/shared/signatures/plan-attachment.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';

export interface AttachmentSource {
  readonly provider: RegistryProvider;
  readonly repository: string;
  readonly signal: AbortSignal;
  /** Signed bytes that may still be taken for this image. */
  readonly budget: { bytesLeft: number };
}

/** Of the content, so that another try ends the same way. */
const contentCodes: ReadonlySet<ErrorCode> = new Set([
  'MANIFEST_UNSUPPORTED',
  'MANIFEST_INVALID',
  'MANIFEST_TOO_LARGE',
  'LAYER_COUNT_LIMIT',
  'DIGEST_MISMATCH',
  'BLOB_MISSING',
  'SIGNATURE_TOO_LARGE',
]);

/** Throws MANIFEST_UNKNOWN, and what reaching the registry throws. */
export async function readAttachment(
  source: AttachmentSource,
  digest: string,
  assumed: AttachmentKind,
): Promise<Attachment> {
  const broken = (problem: ErrorCode): Attachment => ({
    ...{ digest, kind: assumed, problem },
    ...{ predicateTypes: [], sizeBytes: 0, signatures: [] },
  });
  try {
    const { provider, repository, signal } = source;
    const content = await provider.manifest(repository, digest, { signal });
    const parsed = parseManifest(content.bytes, content.mediaType);
    if (parsed.kind === 'image') return await readContent(source, digest, planAttachment(parsed));
    return broken(parsed.kind === 'invalid' ? parsed.code : 'MANIFEST_UNSUPPORTED');
  } catch (error) {
    source.signal.throwIfAborted();
    if (isHarborError(error) && contentCodes.has(error.code)) return broken(error.code);
    throw error;
  }
}

async function readContent(
  source: AttachmentSource,
  digest: string,
  plan: ReturnType<typeof planAttachment>,
): Promise<Attachment> {
  const signatures: SignatureMaterial[] = [];
  let problem: ErrorCode | undefined =
    plan.signed.length > signaturesPerAttachmentMax ? 'SIGNATURE_TOO_LARGE' : undefined;
  for (const signed of plan.signed.slice(0, signaturesPerAttachmentMax)) {
    const { layer } = signed;
    if (layer.sizeBytes > Math.min(payloadBytesMax, source.budget.bytesLeft)) {
      problem = 'SIGNATURE_TOO_LARGE';
      continue;
    }
    source.budget.bytesLeft -= layer.sizeBytes;
    const material = materialOf(signed, await readSmallBlob(source, layer));
    if (material === undefined) problem = 'SIGNATURE_MALFORMED';
    else signatures.push(material);
  }
  const types = signatures.flatMap((one) => predicateTypeOf(one)?.slice(0, 512) ?? []);
  const kind = signatures.length > 0 ? kindOfSigned(signatures) : unreadKind(plan);
  if (plan.signed.length === 0 && kind === 'signature') problem = 'SIGNATURE_UNSUPPORTED';
  return {
    ...{ digest, kind, signatures },
    ...(plan.artifactType === undefined ? {} : { artifactType: plan.artifactType.slice(0, 255) }),
    predicateTypes: [...new Set(types)],
    sizeBytes: plan.sizeBytes,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** Something signed that could not be kept: only simple signing is sure to have been a signature of the image. */
function unreadKind({ signed, unsignedKind }: ReturnType<typeof planAttachment>): AttachmentKind {
  const [first] = signed;
  if (first === undefined) return unsignedKind;
  return first.format === 'simple-signing' ? 'signature' : 'attestation';
}

const annotationNames = {
  signature: 'dev.cosignproject.cosign/signature',
  certificate: 'dev.sigstore.cosign/certificate',
  logEntry: 'dev.sigstore.cosign/bundle',
  timestamp: 'dev.sigstore.cosign/rfc3161timestamp',
} as const;

const annotationLengthMax = 256 * 1024;
const signatureLengthMax = 16_384;

function materialOf({ format, layer }: SignedLayer, bytes: Buffer): SignatureMaterial | undefined {
  const proof = proofOf(layer);
  if (proof === undefined) return undefined;
  const text = bytes.toString('utf8');
  switch (format) {
    case 'bundle':
      return { format, bundle: text };
    case 'dsse':
      return { format, envelope: text, ...proof };
    case 'simple-signing': {
      const signature = annotation(layer, annotationNames.signature);
      if (signature === undefined || signature.length > signatureLengthMax) return undefined;
      return { format, payload: bytes.toString('base64'), signature, ...proof };
    }
  }
}

function proofOf(layer: Descriptor): Record<string, string> | undefined {
  const proof: Record<string, string> = {};
  for (const name of ['certificate', 'logEntry', 'timestamp'] as const) {
    const value = annotation(layer, annotationNames[name]);
    if (value === undefined || value === '') continue;
    if (value.length > annotationLengthMax) return undefined;
    proof[name] = value;
  }
  return proof;
}

function annotation({ annotations }: Descriptor, name: string): string | undefined {
  return Object.hasOwn(annotations, name) ? annotations[name] : undefined;
}

async function readSmallBlob(source: AttachmentSource, blob: Descriptor): Promise<Buffer> {
  const { provider, repository, signal } = source;
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of provider.blob(repository, blob.digest, { signal })) {
    received += chunk.length;
    if (received > blob.sizeBytes) break;
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const [algorithm = '', hex] = blob.digest.split(':');
  const isWhole = received === blob.sizeBytes;
  if (isWhole && createHash(algorithm).update(bytes).digest('hex') === hex) return bytes;
  throw new HarborError('DIGEST_MISMATCH', { details: { digest: blob.digest } });
}
