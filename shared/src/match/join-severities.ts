// One severity for a finding that several records speak of: the distro's own rating before CVSS 4, 3 and 2, those
// before a database's word, all of them before what was borrowed from another record; of equals the graver.
import {
  type AffectedRow,
  type Severity,
  severityLevels,
  unknownSeverity,
} from '../advisories/advisory-row.ts';

const cvssRank: Readonly<Record<string, number>> = {
  'CVSS:4.0': 1,
  'CVSS:3.1': 2,
  'CVSS:3.0': 2,
  'CVSS:2.0': 3,
};

export function joinSeverities(rows: readonly AffectedRow[]): Severity {
  const ranked = rows.map((row) => {
    const severity = row.severity ?? row.advisory.severity;
    return { severity, rank: rankOf(severity, row.ecosystem) };
  });
  const best = ranked.toSorted(
    (left, right) =>
      left.rank - right.rank ||
      severityLevels.indexOf(left.severity.level) - severityLevels.indexOf(right.severity.level) ||
      (right.severity.score ?? 0) - (left.severity.score ?? 0),
  )[0];
  return best?.severity ?? unknownSeverity;
}

function rankOf(severity: Severity, ecosystem: string): number {
  if (severity.level === 'unknown') return 6;
  if (severity.via !== undefined) return 5;
  if (severity.origin === ecosystem.split(':', 1)[0]) return 0;
  return cvssRank[severity.origin] ?? 4;
}
