// The tables of attachments and signatures.
import type { Generated } from 'kysely';

/** Which manifest was read for a tag that attaches something to an image. */
export interface AttachmentSourceTable {
  org_id: string;
  registry_id: string;
  repository: string;
  tag: string;
  digest: string;
}

/** One thing that hangs on an image. */
export interface AttachmentTable {
  id: Generated<number>;
  org_id: string;
  registry_id: string;
  repository: string;
  /** The image. */
  subject_digest: string;
  /** Empty for what the referrers API named. */
  tag: string;
  /** Of the manifest that carries it. */
  digest: string;
  kind: 'signature' | 'attestation' | 'sbom' | 'other';
  artifact_type: string | null;
  predicate_types_json: string;
  size_bytes: number;
  /** A code of the error table: why something of it was not read. */
  problem: string | null;
  /** The signed bytes and their proofs, zstd-compressed JSON. */
  body: Uint8Array;
  /** Null until it is judged. */
  verdict_kind: string | null;
  verdict_json: string | null;
  first_seen_at: number;
}

/** What the signatures of an image in a repository say together. */
export interface SignatureTable {
  org_id: string;
  registry_id: string;
  repository: string;
  digest: string;
  /** 0 verified, 1 invalid, 2 unverified, 3 none; to join and sort by. */
  mark_rank: number;
  verdict_json: string;
  /** Grows whenever the attachments change. */
  version: number;
  /** The revision of the trust the verdict comes from; smaller than that of now: due. */
  judged_with: number;
}

/** Whose signatures count. */
export interface SignerTable {
  id: string;
  org_id: string;
  name: string;
  repositories_json: string;
  trust_json: string;
  created_at: number;
}

export interface SignatureTrustTable {
  org_id: string;
  /** Grows with every change of signers or root; without a row it is 1. */
  revision: number;
  trusted_root: string | null;
}
