// The contract of a detector: which files of a layer it wants, what it keeps of each, and what the kept pieces of a
// whole image mean. Reading happens once for a layer, whatever images it is part of; finding happens for each image.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Distro, PackageType } from '@harborguard/shared/protocol/inventory.ts';

export interface FileInterest {
  /** A larger file is named in an issue and not read. */
  readonly bytesMax: number;
  /** Kept only when a hard link of the same layer, at a path that is wanted by itself, points at this file. */
  readonly onlyAsLinkTarget?: boolean;
  /** A link at this path may stand between a named path and its file, so it is kept too. */
  readonly keepsLinks?: boolean;
}

/** What of a file could not be read, although the rest of it could. */
export interface ReadingIssue {
  readonly code: ErrorCode;
  readonly detail: string;
}

export type FileReading<Data> =
  | { readonly kind: 'data'; readonly data: Data; readonly issues?: readonly ReadingIssue[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'invalid'; readonly reason: string; readonly code?: ErrorCode };

/** Reads a file that is too large to hold, piece by piece and in order. */
export interface FileStream<Data> {
  /** The chunk is only valid during the call. False: it has seen enough, the rest is skipped. */
  push(chunk: Buffer): boolean;
  /** Called once, after the last chunk it is given. */
  end(): FileReading<Data>;
}

export interface ImageFile<Data> {
  readonly path: string;
  /** Index of the layer whose version of the file counts. */
  readonly layer: number;
  readonly data: Data;
}

/** The files of one detector as a container would see them. */
export interface ImageFiles<Data> {
  /** Follows links. */
  at(path: string): ImageFile<Data> | undefined;
  all(): Iterable<ImageFile<Data>>;
  /** Where the path leads when links are followed; a path that leads nowhere is given back as it is. */
  resolve(path: string): string;
}

export interface FoundPackage {
  readonly type: PackageType;
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  readonly source?: { readonly name: string; readonly version: string };
  readonly licenses?: readonly string[];
  /** Who built it, as the package says: rpms of others than the distro are none of its advisories. */
  readonly vendor?: string;
  /** The module stream of an rpm: `nodejs:18:8090020240101:a1b2c3d4`. */
  readonly modularity?: string;
  readonly location: string;
  /** Manifests of language packages among the files it brought. */
  readonly ownedManifests?: readonly string[];
}

export interface Findings {
  readonly packages: readonly FoundPackage[];
  readonly distro?: Distro;
}

export interface TypedDetector<Data> {
  readonly name: string;
  /** Raised whenever the same files could give other data or findings. */
  readonly version: number;
  /** Paths it asks for by name; links on the way to them are kept. */
  readonly namedPaths: readonly string[];
  interest(path: string): FileInterest | undefined;
  /** `body` is only valid during the call. Data is plain JSON and small. */
  read(path: string, body: Buffer): FileReading<Data>;
  /** For files whose path tells nothing, and for those that are larger than `interest` allows. */
  stream?(path: string, sizeBytes: number): FileStream<Data> | undefined;
  /** `stream` is only asked for files that begin like a program. */
  readonly streamsOnlyPrograms?: boolean;
  find(files: ImageFiles<Data>): Findings;
}

export type Detector = TypedDetector<unknown>;

/** Forgets the type of the data: only the detector that wrote it ever reads it, at the same version. */
export function defineDetector<Data>(detector: TypedDetector<Data>): Detector {
  return {
    ...detector,
    find: (files) => detector.find(files as ImageFiles<Data>),
  };
}
