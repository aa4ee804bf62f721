// One signature against the keys, identities and authorities that are configured. Pure: no network, no clock; the time
// of a keyless signature is proven by its log entry or timestamp.
import { type Bundle, bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, VerificationError, type Verifier } from '@sigstore/verify';
import type {
  BundleMaterial,
  DsseMaterial,
  SignatureMaterial,
  SimpleSigningMaterial,
} from './attachment.ts';
import { keylessBundle } from './keyless-bundle.ts';
import { isSignedBy } from './public-key.ts';
import {
  preAuthenticationEncoding,
  readEnvelope,
  readSimpleSigning,
  readStatement,
  type SignedPayload,
  strictBase64,
} from './signed-payload.ts';
import type { SignersOfRepository } from './signer.ts';
import type { Verdict } from './verdict.ts';

export interface Trust {
  readonly signers: SignersOfRepository;
  /** Absent while no trusted root is configured. */
  readonly verifier?: Verifier | undefined;
}

/** A signature taken apart. */
interface Signed {
  readonly payload: SignedPayload;
  readonly message: Uint8Array;
  readonly signatures: readonly Uint8Array[];
  /** Which key it says it was made with. */
  readonly hint?: string;
  /** Set for a keyless one; undefined inside when its parts do not fit together. */
  readonly keyless?: { readonly bundle: Bundle | undefined; readonly artifact?: Uint8Array };
}

export function verifySignature(
  material: SignatureMaterial,
  subjectDigest: string,
  { signers, verifier }: Trust,
): Verdict {
  const signed = takeApart(material);
  if (signed === 'unsupported') return { kind: 'not-verifiable', reason: 'unsupported-format' };
  if (signed === undefined || signed.payload.kind === 'malformed') {
    return { kind: 'invalid', reason: 'malformed' };
  }
  if (!signed.payload.digests.includes(subjectDigest)) {
    return { kind: 'invalid', reason: 'digest-mismatch' };
  }
  if (signers.keys.length === 0 && signers.identities.length === 0) {
    return { kind: 'not-verifiable', reason: 'no-signers' };
  }
  const { message, signatures, hint, keyless } = signed;
  const owner = signers.keys.find(({ key }) =>
    signatures.some((signature) => isSignedBy(key, message, signature)),
  );
  if (owner !== undefined) {
    return { kind: 'verified', signerId: owner.id, signerName: owner.name };
  }
  if (keyless !== undefined) return verifyKeyless(keyless, signers, verifier);
  return signers.keys.some(({ key }) => key.hint === hint)
    ? { kind: 'invalid', reason: 'signature-mismatch' }
    : { kind: 'unknown-signer' };
}

function verifyKeyless(
  { bundle, artifact }: NonNullable<Signed['keyless']>,
  signers: SignersOfRepository,
  verifier: Verifier | undefined,
): Verdict {
  if (bundle === undefined) return { kind: 'invalid', reason: 'malformed' };
  if (verifier === undefined) return { kind: 'not-verifiable', reason: 'no-trusted-root' };
  const { tlogEntries, timestampVerificationData } = bundle.verificationMaterial;
  const timestamps = timestampVerificationData?.rfc3161Timestamps.length ?? 0;
  if (tlogEntries.length + timestamps === 0) {
    return { kind: 'not-verifiable', reason: 'no-proof-of-time' };
  }
  try {
    const entity = toSignedEntity(bundle, artifact && Buffer.from(artifact));
    const { identity } = verifier.verify(entity);
    return judgeIdentity(
      signers,
      identity?.subjectAlternativeName ?? '',
      identity?.extensions?.issuer ?? '',
    );
  } catch (error) {
    return refusal(error);
  }
}

function judgeIdentity(signers: SignersOfRepository, identity: string, issuer: string): Verdict {
  // Not by the policy of the library: it looks for the identity anywhere in the text.
  const owner = signers.identities.find((signer) => signer.vouchesFor(identity, issuer));
  return owner === undefined
    ? { kind: 'unknown-signer', identity, issuer }
    : { kind: 'verified', signerId: owner.id, signerName: owner.name };
}

function refusal(error: unknown): Verdict {
  if (!(error instanceof VerificationError)) return { kind: 'invalid', reason: 'malformed' };
  switch (error.code) {
    case 'CERTIFICATE_ERROR':
    case 'PUBLIC_KEY_ERROR':
      return { kind: 'unknown-signer' };
    case 'SIGNATURE_ERROR':
      return { kind: 'invalid', reason: 'signature-mismatch' };
    default:
      return { kind: 'invalid', reason: 'proof-mismatch' };
  }
}

function takeApart(material: SignatureMaterial): Signed | undefined | 'unsupported' {
  switch (material.format) {
    case 'simple-signing':
      return ofSimpleSigning(material);
    case 'dsse':
      return ofEnvelope(material.envelope, keylessOf(material));
    case 'bundle':
      return ofBundle(material);
  }
}

function ofSimpleSigning(material: SimpleSigningMaterial): Signed | undefined {
  const message = strictBase64(material.payload);
  const signature = strictBase64(material.signature);
  if (message === undefined || signature === undefined) return undefined;
  const payload = readSimpleSigning(message);
  const keyless = keylessOf(material, message);
  return { payload, message, signatures: [signature], ...keyless };
}

function keylessOf(
  material: SimpleSigningMaterial | DsseMaterial,
  artifact?: Uint8Array,
): Pick<Signed, 'keyless'> {
  if (material.certificate === undefined) return {};
  const bundle = keylessBundle(material);
  return { keyless: { bundle, ...(artifact === undefined ? {} : { artifact }) } };
}

function ofEnvelope(text: string, more: Pick<Signed, 'keyless' | 'hint'>): Signed | undefined {
  const envelope = readEnvelope(text);
  if (envelope === undefined) return undefined;
  return {
    payload: readStatement(envelope.payloadType, envelope.payload),
    message: preAuthenticationEncoding(envelope),
    signatures: envelope.signatures,
    ...more,
  };
}

function ofBundle(material: BundleMaterial): Signed | undefined | 'unsupported' {
  let bundle: Bundle;
  try {
    bundle = bundleFromJSON(JSON.parse(material.bundle));
  } catch {
    return undefined;
  }
  // A bare message signature is over the manifest itself, whose bytes nobody keeps; cosign writes envelopes.
  if (bundle.content.$case !== 'dsseEnvelope') return 'unsupported';
  const { payloadType, payload, signatures } = bundle.content.dsseEnvelope;
  const { content } = bundle.verificationMaterial;
  const envelope = {
    payloadType,
    payload: payload.toString('base64'),
    signatures: signatures.map(({ sig }) => ({ sig: sig.toString('base64') })),
  };
  const more =
    content.$case === 'publicKey' ? { hint: content.publicKey.hint } : { keyless: { bundle } };
  return ofEnvelope(JSON.stringify(envelope), more);
}
