// The shape of the trend: bands from the bottom up, the gravest lowest, on a scale of round numbers.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { type Severity, severities, totalOf } from '../../components/severity.ts';

export type TrendPoint = RowOf<'GET /api/findings/trend'>;

export const trendWidth = 640;
export const trendHeight = 180;
const steps = [1, 2, 5, 10];
const linesMax = 4;

export interface TrendShape {
  readonly bands: readonly { readonly severity: Severity; readonly path: string }[];
  /** Values of the lines across. */
  readonly lines: readonly number[];
  y(value: number): number;
}

export function trendShape(points: readonly TrendPoint[]): TrendShape {
  const most = Math.max(1, ...points.map(({ open }) => totalOf(open)));
  const step = roundStep(most / linesMax);
  const top = Math.ceil(most / step) * step;
  const x = (index: number) => (index / Math.max(1, points.length - 1)) * trendWidth;
  const y = (value: number) => trendHeight - (value / top) * trendHeight;
  const below = points.map(() => 0);
  const bands = severities.map((severity) => {
    const from = [...below];
    for (const [index, { open }] of points.entries()) {
      below[index] = (below[index] ?? 0) + open[severity];
    }
    const upper = below.map((value, index) => `${round(x(index))},${round(y(value))}`);
    const lower = from.map((value, index) => `${round(x(index))},${round(y(value))}`).toReversed();
    return { severity, path: `M${[...upper, ...lower].join('L')}Z` };
  });
  const lines = Array.from({ length: Math.round(top / step) + 1 }, (_, line) => line * step);
  return { bands, lines, y };
}

export function trendInWords(points: readonly TrendPoint[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return 'no trend yet';
  const most = Math.max(...points.map(({ open }) => totalOf(open)));
  return `Open findings: ${totalOf(first.open)} ${points.length} days ago, ${totalOf(last.open)} now, of which ${last.open.critical} critical; at most ${most} in between`;
}

function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, wanted)));
  return (steps.find((step) => step * power >= wanted) ?? 10) * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
