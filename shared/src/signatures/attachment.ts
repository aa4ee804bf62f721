// What hangs on an image as it travels over the link and is stored: signatures, attestations, SBOMs and the rest, with
// the bytes a verdict needs. The verdict is made where the keys are, so that a new key needs no second pull.
import { type Static, Type } from 'typebox';
import { DigestSchema } from '../protocol/inventory.ts';

export const attachmentKinds = ['signature', 'attestation', 'sbom', 'other'] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];

/** One signed payload. Provenance of large builds stays below; whole SBOMs as attestations may not, and say so. */
export const payloadBytesMax = 1024 * 1024;
/** Signatures of one manifest: everybody who signs an image adds one. */
export const signaturesPerAttachmentMax = 32;
/** Attachments of one image; more are made to exhaust readers. */
export const attachmentsPerImageMax = 64;
/** Signed bytes of one image in one message; together with base64 well inside what a message may hold. */
export const materialBytesMax = 4 * 1024 * 1024;

const text = (maxLength: number) => Type.String({ maxLength });
/** Base64 takes four characters for three bytes. */
const encoded = text(Math.ceil(payloadBytesMax / 3) * 4 + 4);
/** Certificates, chains and log entries are some kilobytes; a manifest bounds all of them together. */
const annotation = Type.Optional(text(256 * 1024));

const proof = {
  /** The certificate of a keyless signature, PEM. */
  certificate: annotation,
  /** The entry of the transparency log as cosign 2 writes it, JSON. */
  logEntry: annotation,
  /** The RFC 3161 timestamp as cosign 2 writes it, JSON. */
  timestamp: annotation,
};

export const SimpleSigningSchema = Type.Object({
  format: Type.Literal('simple-signing'),
  /** Exactly as signed, base64. */
  payload: encoded,
  signature: text(16_384),
  ...proof,
});
export const DsseSchema = Type.Object({
  format: Type.Literal('dsse'),
  /** The envelope as JSON text. */
  envelope: text(2 * payloadBytesMax),
  ...proof,
});
export const BundleSchema = Type.Object({
  format: Type.Literal('bundle'),
  /** A sigstore bundle as JSON text. */
  bundle: text(2 * payloadBytesMax),
});
export const SignatureMaterialSchema = Type.Union([SimpleSigningSchema, DsseSchema, BundleSchema]);
export type SimpleSigningMaterial = Static<typeof SimpleSigningSchema>;
export type DsseMaterial = Static<typeof DsseSchema>;
export type BundleMaterial = Static<typeof BundleSchema>;
export type SignatureMaterial = Static<typeof SignatureMaterialSchema>;

export const AttachmentSchema = Type.Object({
  /** Of the manifest that carries it. */
  digest: DigestSchema,
  kind: Type.Enum(attachmentKinds),
  /** What it says it is: the artifact type, or the type of its content. */
  artifactType: Type.Optional(text(255)),
  predicateTypes: Type.Array(text(512), { maxItems: signaturesPerAttachmentMax }),
  /** Of everything the manifest names. */
  sizeBytes: Type.Integer({ minimum: 0 }),
  signatures: Type.Array(SignatureMaterialSchema, { maxItems: signaturesPerAttachmentMax }),
  /** Why something of it was not read; of the error table. */
  problem: Type.Optional(text(64)),
});
export type Attachment = Static<typeof AttachmentSchema>;
