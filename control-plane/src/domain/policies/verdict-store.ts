// What verdicts are made from and how they are kept, within one organisation and across all of them.
import type { InventoryFacts } from '@harborguard/shared/policy/inventory-facts.ts';
import type { PolicyVerdict, VerdictKind } from '@harborguard/shared/policy/judge-image.ts';
import type { JudgedFinding, ScanDepth } from '@harborguard/shared/policy/judged-image.ts';
import type { ImageFinding } from '../findings/finding-queries.ts';
import type { SeverityCounts, SeverityLevel } from '../inventory/image-queries.ts';
import type { Place } from '../inventory/inventory-store.ts';

/** Of an image that nobody has looked into yet. */
export const unknownPlatform = '';

/** An image where it is judged: of a tag, or by its digest alone. */
export interface VerdictSubject {
  readonly tagId: number | undefined;
  readonly imageId: number;
  readonly registryId: string;
  readonly registryUrl: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly platform: string;
  readonly digest: string;
  /** Of the index that shows it. */
  readonly indexDigest: string | undefined;
  readonly scan: ScanDepth;
  readonly uncovered: readonly string[];
  /** Findings, accepted ones among them. */
  readonly counts: SeverityCounts;
}

/** What the policies at hand ask for; nothing else is read. */
export interface WantedFacts {
  readonly findings: boolean;
  /** Of findings; undefined: all. */
  readonly severities: readonly SeverityLevel[] | undefined;
  readonly firstSeen: boolean;
  readonly signatures: boolean;
  /** Which feeds were imported: what they do not name is not known to be exploited, or has no score. */
  readonly feeds: SignalFeeds;
}

export interface SignalFeeds {
  readonly epss: boolean;
  readonly kev: boolean;
}

export interface SubjectFacts {
  readonly findings: readonly JudgedFinding[];
  readonly inventory: InventoryFacts | undefined;
  readonly baseCreatedAtMs: number | undefined;
  readonly signedBy: readonly string[] | undefined;
}

export interface StoredVerdict {
  readonly tagId: number;
  readonly imageId: number;
  readonly platform: string;
  readonly kind: VerdictKind;
  readonly knownKind: VerdictKind | undefined;
  readonly sentence: string;
}

export interface NewVerdict {
  readonly subject: VerdictSubject & { readonly tagId: number };
  readonly verdict: PolicyVerdict;
  readonly knownKind: VerdictKind | undefined;
}

export interface LiveTag {
  readonly tagId: number;
  readonly registryUrl: string;
  readonly repository: string;
  readonly tag: string;
}

/** Bound to one organisation: it neither reads nor writes a row of another. */
export interface VerdictStore {
  readonly orgId: string;

  /** The images that live tags show. */
  subjects(tagIds: readonly number[]): Promise<readonly VerdictSubject[]>;
  /** The images of a digest in a repository, its members if it is an index. Empty when it is not there. */
  untaggedSubjects(place: Place, digest: string): Promise<readonly VerdictSubject[]>;
  /** Live tags of the repository that are named so, or that show the digest. */
  tagsAt(place: Place, reference: string): Promise<readonly number[]>;
  /** In the order of their ids. */
  liveTags(afterTagId: number, limit: number): Promise<readonly LiveTag[]>;
  /** In the order of the subjects. */
  facts(subjects: readonly VerdictSubject[], wanted: WantedFacts): Promise<readonly SubjectFacts[]>;
  saveImageFacts(imageId: number, facts: InventoryFacts): Promise<void>;
  imagesWithoutFacts(imageIds: readonly number[]): Promise<readonly number[]>;
  /** Since when findings and fixes are known, from what a match has found. */
  rememberAges(findings: readonly ImageFinding[], now: number): Promise<void>;

  verdicts(tagIds: readonly number[]): Promise<readonly StoredVerdict[]>;
  saveVerdicts(verdicts: readonly NewVerdict[], now: number): Promise<void>;
  removeVerdicts(keys: readonly Pick<StoredVerdict, 'tagId' | 'imageId'>[]): Promise<void>;

  queueTags(tagIds: readonly number[], now: number): Promise<void>;
  queueTagsNamed(repositoryId: number, names: readonly string[], now: number): Promise<void>;
  /** The tags that show the image. */
  queueImages(imageIds: readonly number[], now: number): Promise<void>;
  queueDigest(digest: string, now: number): Promise<void>;
  /** All tags of a registry, for one that is named otherwise now. */
  queueRegistry(registryId: string, now: number): Promise<void>;
  dropQueued(tagIds: readonly number[]): Promise<void>;
}

/** Across organisations. */
export interface SystemVerdictStore {
  readonly scope: 'system';
  queuedTags(
    limit: number,
    except: readonly number[],
  ): Promise<readonly { readonly orgId: string; readonly tagId: number }[]>;
  /** Verdicts on images with findings of which EPSS or KEV say something else now. */
  queueAdvisories(orgId: string, advisoryIds: readonly string[], now: number): Promise<void>;
  /** Verdicts that time may have changed. */
  queueChanging(now: number): Promise<void>;
  /** Every verdict there is. */
  queueAll(now: number): Promise<void>;
}
