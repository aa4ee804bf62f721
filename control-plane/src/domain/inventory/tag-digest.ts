// What a tag named over time.
import type { ImageRow, Page, PageRequest } from './image-queries.ts';

/** A tag by its name, whether it is still there or not. */
export interface TagName {
  readonly registryId: string;
  readonly repository: string;
  readonly tag: string;
}

/** A digest for as long as a tag named it. */
export interface TagDigest {
  readonly digest: string;
  readonly seenFrom: number;
  /** Absent while the tag still names it. */
  readonly seenUntil?: number;
  /** What it stands for: itself, or the images of an index. Empty once they are forgotten. */
  readonly images: readonly TagDigestImage[];
}

export type TagDigestImage = Pick<
  ImageRow,
  'digest' | 'platform' | 'state' | 'sizeBytes' | 'packages' | 'findings'
>;

export interface TagHistories {
  /** The newest first; of a tag nobody has seen, none. */
  tagHistory(orgId: string, name: TagName, page: PageRequest): Promise<Page<TagDigest>>;
}
