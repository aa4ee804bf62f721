// The five severities, the gravest first, and what is counted by them.
export const severities = ['critical', 'high', 'medium', 'low', 'unknown'] as const;
export type Severity = (typeof severities)[number];
export type SeverityCounts = Readonly<Record<Severity, number>>;

export function totalOf(counts: SeverityCounts): number {
  return severities.reduce((sum, severity) => sum + counts[severity], 0);
}

/** `2 critical, 5 high`; `no findings` when there are none. */
export function countsInWords(counts: SeverityCounts): string {
  const words = severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity].toLocaleString('en')} ${severity}`);
  return words.length === 0 ? 'no findings' : words.join(', ');
}
