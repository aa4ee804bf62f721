// How a figure came to be what it is, as a small line that needs no scale. In words it says where it began and where it is.
import { lineOf, sparkHeight, sparkWidth } from './spark-shape.ts';

export interface Trend {
  /** One for each day, the last one now. */
  readonly values: readonly number[];
  readonly words: string;
  /** Of what the line is about; without one it is neither good nor bad. */
  readonly severity?: 'critical';
}

export function Sparkline({ trend: { values, words, severity } }: { readonly trend: Trend }) {
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${sparkWidth} ${sparkHeight}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words}
      data-stroke={severity}
    >
      <title>{words}</title>
      <polyline points={lineOf(values)} />
    </svg>
  );
}
