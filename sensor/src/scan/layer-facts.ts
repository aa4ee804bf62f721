// What one layer says, apart from every image it may be part of. Plain JSON, true for a blob digest and an
// analyzer version, kept by the layer cache. What it means within an image is decided by coalescing.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { ObservationRuleId } from '@harborguard/shared/observations/observation-rules.ts';

export interface LayerFile {
  readonly path: string;
  readonly detector: string;
  /** Whatever the detector read from it; JSON that only this detector understands. */
  readonly data: unknown;
}

export interface LayerLink {
  readonly path: string;
  /** As written: relative to the link's folder or absolute; of hard links always from the root. */
  readonly target: string;
  readonly hard: boolean;
}

export interface LayerIssue {
  readonly code: ErrorCode;
  readonly path?: string;
  readonly detail?: string;
}

/** Where a secret was; never what it was. */
export interface LayerSecret {
  readonly rule: ObservationRuleId;
  readonly path: string;
  readonly line: number;
  readonly fingerprint?: string;
}

/** A file that may do more than others, as long as no later layer takes it away. */
export interface LayerPermission {
  readonly rule: 'setuid-file' | 'world-writable-file';
  readonly path: string;
  readonly mode: number;
  readonly owner: string;
}

export interface LayerFacts {
  /** The digest of the uncompressed archive, measured. */
  readonly diffId: string;
  readonly uncompressedBytes: number;
  readonly entries: number;
  readonly files: readonly LayerFile[];
  /** Only links on the way to a path that a detector asks for by name. */
  readonly links: readonly LayerLink[];
  /** Folders written at such a path: they take the place of a link or file below. */
  readonly directories: readonly string[];
  /**
   * Fingerprints of the paths this layer takes from the layers below, with all that lies under them: files and
   * links it writes, whiteouts, opaque folders. One set, because for a layer below they mean the same.
   */
  readonly hides: string;
  readonly secrets: readonly LayerSecret[];
  readonly permissions: readonly LayerPermission[];
  /** Beyond what is kept of both, by rule. */
  readonly omitted: Readonly<Record<string, number>>;
  readonly issues: readonly LayerIssue[];
}
