// What hangs on an image without being one: cosign tags and build attestations. It says only what they are; nothing is verified here.
import type { IndexMember } from './parse-manifest.ts';

// https://github.com/sigstore/cosign: `sha256-<hex>.sig|.att|.sbom`; without a suffix it is the OCI 1.1 referrers fallback.
const attachmentTag =
  /^sha(?:256-[a-f0-9]{64}|512-[a-f0-9]{128}|512-[a-f0-9]{64})(?:\.(?:sig|att|sbom))?$/;

/** A tag that carries signatures, attestations or SBOMs of another digest: never listed as an application image. */
export function isAttachmentTag(tag: string): boolean {
  return attachmentTag.test(tag);
}

/** The digest an attachment tag speaks of; undefined for an ordinary tag or a hash cut short. */
export function attachmentSubject(tag: string): string | undefined {
  const match = /^(sha256|sha512)-([a-f0-9]+)(?:\.|$)/.exec(tag);
  const whole = match?.[2]?.length === (match?.[1] === 'sha256' ? 64 : 128);
  return isAttachmentTag(tag) && whole ? `${match?.[1]}:${match?.[2]}` : undefined;
}

/** An index member that describes another member (BuildKit provenance, SBOM) instead of being an image. */
export function isAttestationMember(member: IndexMember): boolean {
  const type = member.annotations['vnd.docker.reference.type'];
  return type === 'attestation-manifest';
}

/** The digest an attestation member describes. */
export function attestationSubject(member: IndexMember): string | undefined {
  return isAttestationMember(member)
    ? member.annotations['vnd.docker.reference.digest']
    : undefined;
}
