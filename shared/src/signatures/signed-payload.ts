// What signed bytes claim, read strictly: the digests a simple-signing payload or an in-toto statement speaks of.
// https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
// https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
import { Type } from 'typebox';
import { Check } from 'typebox/value';
import { parseJsonObject } from '../oci/parse-json.ts';

export type SignedPayload =
  | {
      readonly kind: 'payload';
      /** `sha256:…`, in the order they are named. */
      readonly digests: readonly string[];
      readonly predicateType?: string;
    }
  | { readonly kind: 'malformed' };

export interface DsseEnvelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly Uint8Array[];
}

const simpleSigningTypes: readonly string[] = [
  'cosign container image signature',
  'atomic container signature',
];
const inTotoType = 'application/vnd.in-toto+json';
/** One statement may speak of all images of a release. */
const subjectsMax = 1024;
/** cosign writes one; others countersign. */
const envelopeSignaturesMax = 16;

const SimpleSigning = Type.Object({
  critical: Type.Object({
    identity: Type.Object({ 'docker-reference': Type.String({ maxLength: 4096 }) }),
    image: Type.Object({ 'docker-manifest-digest': Type.String({ maxLength: 256 }) }),
    type: Type.String({ maxLength: 256 }),
  }),
});
const Statement = Type.Object({
  _type: Type.String({ pattern: '^https://in-toto\\.io/Statement/v(0\\.1|1)$' }),
  predicateType: Type.String({ minLength: 1, maxLength: 512 }),
  subject: Type.Array(
    Type.Object({
      digest: Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 256 })),
    }),
    { minItems: 1, maxItems: subjectsMax },
  ),
});
const Envelope = Type.Object({
  payloadType: Type.String({ minLength: 1, maxLength: 256 }),
  payload: Type.String({ minLength: 1 }),
  signatures: Type.Array(Type.Object({ sig: Type.String({ minLength: 1, maxLength: 16_384 }) }), {
    minItems: 1,
    maxItems: envelopeSignaturesMax,
  }),
});

export function readSimpleSigning(payload: Uint8Array): SignedPayload {
  const json = parseJsonObject(payload);
  if (json.kind === 'invalid' || !Check(SimpleSigning, json.value)) return { kind: 'malformed' };
  const { type, image } = json.value.critical;
  if (!simpleSigningTypes.includes(type)) return { kind: 'malformed' };
  return { kind: 'payload', digests: [image['docker-manifest-digest']] };
}

export function readStatement(payloadType: string, payload: Uint8Array): SignedPayload {
  const json = parseJsonObject(payload);
  if (payloadType !== inTotoType || json.kind === 'invalid') return { kind: 'malformed' };
  if (!Check(Statement, json.value)) return { kind: 'malformed' };
  const { subject, predicateType } = json.value;
  const digests = subject.flatMap(({ digest }) =>
    ['sha256', 'sha512'].flatMap((algorithm) =>
      Object.hasOwn(digest, algorithm) ? [`${algorithm}:${digest[algorithm]}`] : [],
    ),
  );
  return { kind: 'payload', digests, predicateType };
}

export function readEnvelope(text: string): DsseEnvelope | undefined {
  const json = parseJsonObject(Buffer.from(text));
  if (json.kind === 'invalid' || !Check(Envelope, json.value)) return undefined;
  const payload = strictBase64(json.value.payload);
  const signatures = json.value.signatures.map(({ sig }) => strictBase64(sig));
  if (payload === undefined || signatures.includes(undefined)) return undefined;
  return {
    payloadType: json.value.payloadType,
    payload,
    signatures: signatures.filter((one) => one !== undefined),
  };
}

/** The bytes that a DSSE signature is over. */
export function preAuthenticationEncoding({ payloadType, payload }: DsseEnvelope): Uint8Array {
  const type = Buffer.from(payloadType);
  const head = `DSSEv1 ${type.length} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** Undefined for anything that node would read by guessing: whitespace, missing padding, foreign characters. */
export function strictBase64(text: string): Uint8Array | undefined {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  if (standard.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(standard)) return undefined;
  return Buffer.from(standard, 'base64');
}
