// The drawing of the trend. The bands stretch with the page; words beside them keep their size.
import { totalOf } from '../../components/severity.ts';
import { type TrendPoint, trendHeight, trendShape, trendWidth } from './trend-shape.ts';

const dateWords = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});

export function TrendChart({ points }: { readonly points: readonly TrendPoint[] }) {
  const { bands, lines, y } = trendShape(points);
  const dayWidth = trendWidth / Math.max(1, points.length);
  const [first, middle] = [points[0], points[Math.floor(points.length / 2)]];
  return (
    <div className="trend-chart" aria-hidden="true">
      <div className="trend-scale tiny muted number">
        {lines.map((line) => (
          <span key={line} style={{ top: `${(y(line) / trendHeight) * 100}%` }}>
            {line.toLocaleString('en')}
          </span>
        ))}
      </div>
      <svg
        viewBox={`0 0 ${trendWidth} ${trendHeight}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {lines.map((line) => (
          <line key={line} x2={trendWidth} y1={y(line)} y2={y(line)} />
        ))}
        {bands.map(({ severity, path }) => (
          <path key={severity} data-fill={severity} d={path} />
        ))}
        {points.map((point, index) => (
          <rect key={point.at} x={index * dayWidth} width={dayWidth} height={trendHeight}>
            <title>{dayWords(point)}</title>
          </rect>
        ))}
      </svg>
      <div className="trend-days tiny muted">
        <span>{first === undefined ? '' : dayOf(first)}</span>
        <span>{middle === undefined ? '' : dayOf(middle)}</span>
        <span>today</span>
      </div>
    </div>
  );
}

function dayOf({ at }: TrendPoint): string {
  return dateWords.format(Date.parse(at));
}

function dayWords(point: TrendPoint): string {
  const { critical, high } = point.open;
  const total = totalOf(point.open).toLocaleString('en');
  return `${dayOf(point)}: ${total} open, ${critical.toLocaleString('en')} critical, ${high.toLocaleString('en')} high`;
}
