// Findings by severity as one bar. `most` is what the longest bar of the page stands for, so that lengths compare.
import { countsInWords, type SeverityCounts, severities, totalOf } from './severity.ts';

export function SeverityBar({
  counts,
  most,
}: {
  readonly counts: SeverityCounts;
  readonly most: number;
}) {
  const scale = 100 / Math.max(most, totalOf(counts), 1);
  let from = 0;
  return (
    <svg
      className="severity-bar"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="img"
      aria-label={countsInWords(counts)}
    >
      <rect className="track" width="100" height="8" />
      {severities.map((severity) => {
        const x = from;
        from += counts[severity] * scale;
        return <rect key={severity} data-fill={severity} x={x} width={from - x} height="8" />;
      })}
    </svg>
  );
}
