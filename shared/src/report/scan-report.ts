// What is reported of a scan, before it takes any form: the images with what was found in them, and what it was
// compared with. The writers beside this file turn it into text; none of them asks for anything else.
import type { AdvisoryDescription } from '../advisories/advisory-query.ts';
import type { MatchCoverage } from '../match/match-report.ts';
import type { PolicyVerdict } from '../policy/judge-image.ts';
import type { Inventory } from '../protocol/inventory.ts';
import type { ReportedFinding } from './reported-findings.ts';

export interface IgnoredFinding {
  readonly finding: ReportedFinding;
  /** The rule that says so, as written. */
  readonly rule: string;
}

/** A decision somebody else made: the finding stays a finding, and no longer counts. */
export interface Acceptance {
  /** Absent where whoever reads the report may not know it. */
  readonly reason?: string;
}

export interface MatchedFindings {
  /** The gravest first. */
  readonly findings: readonly ReportedFinding[];
  readonly ignored: readonly IgnoredFinding[];
  /** Those of `findings` that an exception accepts. */
  readonly accepted?: ReadonlyMap<ReportedFinding, Acceptance>;
  /** Findings without a fix that were asked to be left out. */
  readonly hiddenUnfixed: number;
  readonly coverage: MatchCoverage;
}

export interface ImageReport {
  /** As people know the image: its reference, or the file it was read from. */
  readonly name: string;
  readonly inventory: Inventory;
  /** Absent: nothing was compared with any advisory. */
  readonly matched?: MatchedFindings;
  /** Of the policies; absent when there were none to judge by. */
  readonly verdict?: PolicyVerdict;
}

export interface ScanReport {
  readonly toolVersion: string;
  readonly createdAtMs: number;
  /** Of the advisories in use; absent when there were none. */
  readonly advisories?: AdvisoryDescription;
  /** What to know besides the images, as ignore rules that have run out. */
  readonly notes?: readonly string[];
  readonly images: readonly ImageReport[];
}

export function platformText({ platform }: Inventory): string {
  const { os, architecture, variant } = platform;
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

export function distroText({ distro }: Inventory): string | undefined {
  if (distro === undefined) return undefined;
  return distro.prettyName ?? `${distro.id} ${distro.versionId ?? ''}`.trim();
}

export function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
