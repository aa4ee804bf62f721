// The drawing of the trend.
import { type TrendPoint, trendHeight, trendShape, trendWidth } from './trend-shape.ts';

const dateWords = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const [left, bottom] = [34, 20];

export function TrendChart({ points }: { readonly points: readonly TrendPoint[] }) {
  const { bands, lines, y } = trendShape(points);
  const marks = [0, Math.floor(points.length / 2), points.length - 1];
  return (
    <svg
      className="trend-chart"
      viewBox={`${-left} -8 ${trendWidth + left + 8} ${trendHeight + bottom + 8}`}
      aria-hidden="true"
    >
      {lines.map((line) => (
        <g key={line}>
          <line x2={trendWidth} y1={y(line)} y2={y(line)} />
          <text x={-8} y={y(line) + 4} textAnchor="end">
            {line.toLocaleString('en')}
          </text>
        </g>
      ))}
      {bands.map(({ severity, path }) => (
        <path key={severity} data-fill={severity} d={path} />
      ))}
      {marks.map((mark, place) => {
        const point = points[mark];
        return point === undefined ? null : (
          <text
            key={point.at}
            x={(mark / Math.max(1, points.length - 1)) * trendWidth}
            y={trendHeight + 16}
            textAnchor={(['start', 'middle', 'end'] as const)[place] ?? 'middle'}
          >
            {place === 2 ? 'today' : dateWords.format(Date.parse(point.at))}
          </text>
        );
      })}
    </svg>
  );
}
