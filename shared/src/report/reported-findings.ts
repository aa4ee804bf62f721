// Matches as reports show them: the same version of a package found at several places is one finding, and the
// gravest come first.
import { type SeverityLevel, severityLevels } from '../advisories/advisory-row.ts';
import type { Match } from '../match/match-report.ts';
import type { Inventory, Package } from '../protocol/inventory.ts';

export interface ReportedFinding extends Omit<Match, 'package'> {
  readonly package: Pick<Package, 'type' | 'name' | 'version' | 'purl'>;
  /** Positions in the inventory's list, never empty. */
  readonly packageIndexes: readonly number[];
}

/** As people are shown it: what a distro calls negligible counts as low. */
export type ShownSeverity = Exclude<SeverityLevel, 'negligible'>;

export function shownSeverity(finding: Pick<Match, 'severity'>): ShownSeverity {
  const { level } = finding.severity;
  return level === 'negligible' ? 'low' : level;
}

export function reportedFindings(
  inventory: Inventory,
  matches: readonly Match[],
): readonly ReportedFinding[] {
  const merged = new Map<string, { finding: ReportedFinding; indexes: number[] }>();
  for (const match of matches) {
    const found = inventory.packages[match.package.index];
    if (found === undefined) continue;
    const key = JSON.stringify([packageKey(found), match.advisoryId]);
    const same = merged.get(key);
    if (same !== undefined) {
      same.indexes.push(match.package.index);
      continue;
    }
    const indexes = [match.package.index];
    const { type, name, version, purl } = found;
    const finding = { ...match, package: { type, name, version, purl }, packageIndexes: indexes };
    merged.set(key, { finding, indexes });
  }
  return sortedFindings([...merged.values()].map(({ finding }) => finding));
}

export function sortedFindings(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  return findings.toSorted(
    (left, right) =>
      rankOf(left) - rankOf(right) ||
      compareText(left.package.name, right.package.name) ||
      compareText(left.package.version, right.package.version) ||
      compareText(left.advisoryId, right.advisoryId),
  );
}

export function packageKey(found: Pick<Package, 'type' | 'name' | 'version'>): string {
  return JSON.stringify([found.type, found.name, found.version]);
}

function rankOf(finding: ReportedFinding): number {
  return severityLevels.indexOf(finding.severity.level);
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
