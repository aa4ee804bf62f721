// Signs images the way cosign does, with real keys: simple signing, DSSE envelopes and sigstore bundles, as the bytes a
// registry would hold.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { TestImage } from '../image/test-image.ts';
import { type ArtifactLayer, makeArtifact } from './artifact-image.ts';

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly pem: string;
}

export type SigningKeyKind = 'P-256' | 'P-384' | 'rsa' | 'ed25519';

export function makeSigningKey(kind: SigningKeyKind = 'P-256'): SigningKey {
  const { privateKey, publicKey } = pairOf(kind);
  return {
    privateKey,
    publicKey,
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

function pairOf(kind: SigningKeyKind) {
  if (kind === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  if (kind === 'ed25519') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('ec', { namedCurve: kind });
}

export function signBytes(
  { privateKey }: Pick<SigningKey, 'privateKey'>,
  bytes: Uint8Array,
): Buffer {
  return sign(privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256', bytes, privateKey);
}

export function simpleSigningPayload(digest: string, reference = 'registry.example/app'): Buffer {
  return Buffer.from(
    JSON.stringify({
      critical: {
        identity: { 'docker-reference': reference },
        image: { 'docker-manifest-digest': digest },
        type: 'cosign container image signature',
      },
      optional: null,
    }),
  );
}

export interface InTotoOptions {
  readonly digest: string;
  readonly predicateType?: string;
}

export function statementOf({ digest, predicateType }: InTotoOptions): Buffer {
  return Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: predicateType ?? 'https://slsa.dev/provenance/v1',
      subject: [{ name: 'app', digest: { sha256: digest.slice('sha256:'.length) } }],
      predicate: {},
    }),
  );
}

export function dsseEnvelope(key: Pick<SigningKey, 'privateKey'>, statement: Uint8Array) {
  const payloadType = 'application/vnd.in-toto+json';
  const head = `DSSEv1 ${payloadType.length} ${payloadType} ${statement.length} `;
  const signature = signBytes(key, Buffer.concat([Buffer.from(head), statement]));
  return {
    payloadType,
    payload: Buffer.from(statement).toString('base64'),
    signatures: [{ keyid: '', sig: signature.toString('base64') }],
  };
}

export const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
export const cosignSignType = 'https://sigstore.dev/cosign/sign/v1';

export function keyBundle(key: SigningKey, statement: Uint8Array) {
  const der = key.publicKey.export({ type: 'spki', format: 'der' });
  return {
    mediaType: bundleType,
    verificationMaterial: {
      publicKey: { hint: createHash('sha256').update(der).digest('base64') },
      tlogEntries: [],
      timestampVerificationData: { rfc3161Timestamps: [] },
    },
    dsseEnvelope: dsseEnvelope(key, statement),
  };
}

/** One layer of a `.sig` manifest; `more` are the annotations of a keyless signature. */
export function signatureLayer(
  key: Pick<SigningKey, 'privateKey'>,
  payload: Uint8Array,
  more: Readonly<Record<string, string>> = {},
): ArtifactLayer {
  return {
    mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
    bytes: payload,
    annotations: {
      'dev.cosignproject.cosign/signature': signBytes(key, payload).toString('base64'),
      ...more,
    },
  };
}

export function attestationLayer(
  key: Pick<SigningKey, 'privateKey'>,
  options: InTotoOptions,
): ArtifactLayer {
  return {
    mediaType: 'application/vnd.dsse.envelope.v1+json',
    bytes: Buffer.from(JSON.stringify(dsseEnvelope(key, statementOf(options)))),
    annotations: {
      'dev.cosignproject.cosign/signature': '',
      predicateType: options.predicateType ?? 'https://slsa.dev/provenance/v1',
    },
  };
}

/** What `cosign sign --key` of version 2 pushes; its tag is `attachmentTag(digest, 'sig')`. */
export function cosignSignature(key: SigningKey, digest: string): TestImage {
  return makeArtifact({
    layers: [signatureLayer(key, simpleSigningPayload(digest))],
    configMediaType: 'application/vnd.oci.image.config.v1+json',
  });
}

/** What `cosign sign --key` of version 3 pushes: a bundle that refers to the image. */
export function cosignBundle(key: SigningKey, subject: TestImage): TestImage {
  const bundle = keyBundle(
    key,
    statementOf({ digest: subject.digest, predicateType: cosignSignType }),
  );
  return makeArtifact({
    layers: [{ mediaType: bundleType, bytes: Buffer.from(JSON.stringify(bundle)) }],
    artifactType: bundleType,
    subject,
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': cosignSignType,
    },
  });
}

export function attachmentTag(digest: string, suffix?: 'sig' | 'att' | 'sbom'): string {
  return `${digest.replace(':', '-')}${suffix === undefined ? '' : `.${suffix}`}`;
}
