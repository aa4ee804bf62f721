// What is kept of an OSV record: the advisory itself and, for each package it speaks of, which versions are affected.
// These are the rows of the advisory file and what the matcher reads; details and references are not kept.

export const severityLevels = [
  'critical',
  'high',
  'medium',
  'low',
  'negligible',
  'unknown',
] as const;
export type SeverityLevel = (typeof severityLevels)[number];

/** How serious, and who says so. */
export interface Severity {
  readonly level: SeverityLevel;
  readonly score?: number;
  readonly vector?: string;
  /** The rating's home: `Debian`, `Ubuntu`, `AlmaLinux`, `CVSS:4.0`, `CVSS:3.1`, `CVSS:2.0`, `GHSA`, `none` … */
  readonly origin: string;
  /** The record it was borrowed from, when the advisory itself is not rated. */
  readonly via?: string;
}

export const unknownSeverity: Severity = { level: 'unknown', origin: 'none' };

export interface AdvisoryRow {
  readonly id: string;
  /** Other names of the same vulnerability, symmetric and transitive. */
  readonly aliases: readonly string[];
  /** What the advisory was made from; one update of a distro may name many, so these never make two records one. */
  readonly upstream: readonly string[];
  readonly summary: string;
  /** Milliseconds since 1970. */
  readonly modifiedAtMs: number;
  readonly publishedAtMs?: number;
  readonly withdrawnAtMs?: number;
  readonly severity: Severity;
}

export type RangeEventKind = 'introduced' | 'fixed' | 'last_affected' | 'limit';
export type RangeEvent = readonly [kind: RangeEventKind, version: string];

export interface VersionRange {
  /** `SEMVER` ranges use semantic versions whatever the ecosystem; `ECOSYSTEM` ranges use its own order. */
  readonly type: 'SEMVER' | 'ECOSYSTEM';
  readonly events: readonly RangeEvent[];
}

/** What one record says of one package of one ecosystem. */
export interface AffectedPackage {
  /** With its release: `Debian:12`. */
  readonly ecosystem: string;
  /** As `normalisePackageName` writes it. */
  readonly packageName: string;
  readonly ranges: readonly VersionRange[];
  readonly versions: readonly string[];
  /** Debian's urgency and similar words, as written. */
  readonly urgency?: string;
  readonly status?: string;
  /** When the record rates this package apart from the whole. */
  readonly severity?: Severity;
  /** Streams of rpm modules the fix was built for, `nodejs:16`; other streams have advisories of their own. */
  readonly moduleStreams?: readonly string[];
  /** When it is about these architectures only. */
  readonly architectures?: readonly string[];
}

export interface AffectedRow extends AffectedPackage {
  readonly advisory: AdvisoryRow;
}
