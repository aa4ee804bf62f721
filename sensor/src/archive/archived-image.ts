// What an archive of any form gives: a place to start, manifests and blobs by their digests.
import type { ImageFile } from './image-files.ts';

export interface ArchivedManifest {
  /** Empty when nobody says; the content then does. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface ArchivedImage {
  /** Digest of the manifest or index at the top. */
  readonly reference: string;
  manifest(digest: string): Promise<ArchivedManifest | undefined>;
  blob(digest: string): Promise<ImageFile | undefined>;
  close(): Promise<void>;
}
