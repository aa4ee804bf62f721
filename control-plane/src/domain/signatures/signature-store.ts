// What the rules about signatures need remembered, within one organisation and across all of them.
import type { Attachment, AttachmentKind } from '@harborguard/shared/signatures/attachment.ts';
import type { Signer } from '@harborguard/shared/signatures/signer.ts';
import type { Verdict } from '@harborguard/shared/signatures/verdict.ts';
import type { Place } from '../inventory/inventory-store.ts';

/** An image in a repository: the same digest elsewhere has attachments and signers of its own. */
export interface SubjectPlace extends Place {
  readonly digest: string;
}

/** By which way attachments were found: a tag with the manifest it showed, or the referrers API. */
export interface AttachmentWay {
  readonly tag?: string;
  readonly tagDigest?: string;
}

export interface StoredAttachment
  extends Pick<Attachment, 'kind' | 'signatures' | 'problem' | 'digest'> {
  readonly id: number;
}

/** A subject whose verdicts are older than its attachments or the signers. */
export interface DueSubject extends SubjectPlace {
  /** Grows whenever the attachments change. */
  readonly version: number;
}

export interface Judgement {
  readonly image: Verdict;
  readonly attachments: ReadonlyMap<number, Verdict>;
}

export interface StoredSigner extends Signer {
  readonly createdAt: number;
}

export interface TrustSettings {
  /** Grows with every change of signers or root. */
  readonly revision: number;
  readonly trustedRoot?: string;
}

/** Bound to one organisation. */
export interface SignatureStore {
  readonly orgId: string;
  /** The manifests that were read for these tags. */
  readManifests(place: Place, tags: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** What was found by the same way before and is not among these is gone. The subject is due afterwards. */
  replaceAttachments(
    subject: SubjectPlace,
    way: AttachmentWay,
    attachments: readonly Attachment[],
    now: number,
  ): Promise<void>;
  /** Forgets what was found by tags that are gone; the images they spoke of are due afterwards. */
  forgetGoneTags(registryId: string): Promise<void>;
  attachmentsOf(subject: SubjectPlace): Promise<readonly StoredAttachment[]>;
  due(limit: number): Promise<readonly DueSubject[]>;
  /** Does nothing when the attachments have changed since `version`. */
  saveJudgement(subject: DueSubject, judgement: Judgement, revision: number): Promise<void>;

  trust(): Promise<TrustSettings>;
  /** Undefined removes it. Everything is due afterwards. */
  setTrustedRoot(text: string | undefined): Promise<void>;
  signers(): Promise<readonly StoredSigner[]>;
  /** False when the name is taken. Everything is due afterwards, as after a removal. */
  insertSigner(signer: StoredSigner): Promise<boolean>;
  /** False when there is none. */
  removeSigner(id: string): Promise<boolean>;
}

/** Across organisations, for the loop that judges. */
export interface SystemSignatureStore {
  readonly scope: 'system';
  /** Organisations with subjects that are due. */
  organisationsDue(): Promise<readonly string[]>;
}

export interface AttachmentRow {
  readonly registryId: string;
  readonly repository: string;
  readonly subject: string;
  /** Absent for those of the referrers API. */
  readonly tag?: string;
  readonly digest: string;
  readonly kind: AttachmentKind;
  readonly artifactType?: string;
  readonly predicateTypes: readonly string[];
  readonly sizeBytes: number;
  readonly problem?: string;
  /** Absent until it has been judged. */
  readonly verdict?: Verdict;
  readonly orphaned: boolean;
  readonly firstSeenAt: number;
}
