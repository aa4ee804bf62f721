// Findings by severity in figures; what is zero is left out.
import { type SeverityCounts, severities, totalOf } from './severity.ts';

const letters = { critical: 'C', high: 'H', medium: 'M', low: 'L', unknown: 'U' } as const;

export function SeverityCountsLine({ counts }: { readonly counts: SeverityCounts }) {
  if (totalOf(counts) === 0) return <span className="muted tiny">no findings</span>;
  return (
    <span className="counts">
      {severities
        .filter((severity) => counts[severity] > 0)
        .map((severity) => (
          <span key={severity} data-severity={severity} title={`${counts[severity]} ${severity}`}>
            <b>{counts[severity].toLocaleString('en')}</b> {letters[severity]}
            <span className="visually-hidden">{severity}</span>
          </span>
        ))}
    </span>
  );
}
