// What the inventory rules need remembered, within one organisation and across all of them.
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';

/** A tag as the last word on it left it. */
export interface TagRecord {
  readonly name: string;
  readonly digest: string;
  readonly attachment: boolean;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly movedAt: number;
  readonly addedJobId: string;
  readonly judgedJobId: string;
  readonly judgedAttempt: number;
  readonly missingJobId?: string;
  readonly goneAt?: number;
  /** By the registry, where it says so. */
  readonly pushedAt?: number;
}

export interface NewImage {
  readonly digest: string;
  /** Absent while nobody has said it; what is known is not forgotten for that. */
  readonly mediaType?: string;
}

export interface ImageRecord {
  readonly id: number;
  readonly digest: string;
  readonly kind: 'unknown' | 'image' | 'index' | 'artifact';
  readonly scanState: 'waiting' | 'indexed' | 'partial' | 'failed';
  readonly scanErrorCode?: string;
  /** Of the last scan, also of a failed one. */
  readonly analyzerVersion?: string;
  /** Findings are known, or it is known that there are none. */
  readonly matched: boolean;
}

export interface MemberRecord {
  readonly indexImageId: number;
  readonly digest: string;
  readonly role: 'image' | 'attestation' | 'other';
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
}

export interface Place {
  readonly registryId: string;
  readonly repository: string;
}

/** A tag that is not gone although no word on it is as new as the sync at hand. */
export interface UnseenTag {
  readonly tagId: number;
  readonly repository: string;
  /** The earlier sync that missed it first. */
  readonly missingJobId?: string;
}

/** Bound to one organisation: it neither reads nor writes a row of another. */
export interface InventoryStore {
  readonly orgId: string;

  /** Of this organisation and not deleted. */
  isLiveRegistry(registryId: string): Promise<boolean>;
  /** A complete look at the registry has ended that is newer than this job. */
  hasNewerSync(registryId: string, jobId: string): Promise<boolean>;

  ensureRepository(place: Place, now: number): Promise<number>;
  tagsNamed(repositoryId: number, names: readonly string[]): Promise<readonly TagRecord[]>;
  /** Inserts, or replaces all columns but `firstSeenAt`. */
  saveTags(repositoryId: number, tags: readonly TagRecord[]): Promise<void>;
  /** What the named tags show now is in their history from then on, and what they showed before has ended. */
  rememberDigests(repositoryId: number, names: readonly string[], now: number): Promise<void>;
  digestOfTag(place: Place, tag: string): Promise<string | undefined>;

  /** Inserts those that are new; nothing of a known image changes. */
  ensureImages(images: readonly NewImage[], now: number): Promise<readonly ImageRecord[]>;
  imagesByDigest(digests: readonly string[]): Promise<readonly ImageRecord[]>;
  addLocations(imageIds: readonly number[], place: Place, now: number): Promise<void>;
  /** Wherever the index can be pulled from, its members can be too. */
  copyLocations(indexImageId: number, imageIds: readonly number[]): Promise<void>;
  members(indexImageIds: readonly number[]): Promise<readonly MemberRecord[]>;
  replaceMembers(indexImageId: number, members: readonly MemberRecord[]): Promise<void>;
  markIndex(imageId: number, analyzerVersion: string): Promise<void>;
  /** It is no image, and that is no failure. */
  markArtifact(
    imageId: number,
    found: {
      readonly artifactType: string;
      readonly analyzerVersion: string;
      readonly now: number;
    },
  ): Promise<void>;
  markScanFailed(
    imageId: number,
    code: string,
    analyzerVersion: string,
    now: number,
  ): Promise<void>;
  forgetScanFailure(imageId: number): Promise<void>;
  /** The body, its packages for search, and the columns of the image that follow from it. */
  saveInventory(imageId: number, inventory: Inventory, now: number): Promise<void>;
  inventory(imageId: number): Promise<Inventory | undefined>;
  /** For images saved before these were kept: what matching asks of each package. */
  keepPackageFacts(imageId: number, inventory: Inventory): Promise<void>;

  queueMatch(imageId: number, now: number): Promise<void>;
  /** The live tags of this repository among the names. */
  queueExposures(repositoryId: number, names: readonly string[], now: number): Promise<void>;
  queueExposuresOfDigest(digest: string, now: number): Promise<void>;

  /** Live tags of the registry whose last word is older than this job. */
  unseenTags(registryId: string, jobId: string): Promise<readonly UnseenTag[]>;
  /** Live tags by repository. */
  countLiveTags(registryId: string): Promise<ReadonlyMap<string, number>>;
  countTagsAddedBy(registryId: string, jobId: string): Promise<number>;
  hasMissingTags(registryId: string): Promise<boolean>;
  markMissing(tagIds: readonly number[], jobId: string): Promise<void>;
  markGone(
    tagIds: readonly number[],
    word: { readonly jobId: string; readonly attempt: number; readonly now: number },
  ): Promise<void>;
}

/** Across organisations, for work that starts from a key, a sensor or a clock. */
export interface SystemInventoryStore {
  readonly scope: 'system';
}
