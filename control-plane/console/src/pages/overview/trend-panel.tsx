// Open findings over the last six weeks, stacked by severity.
import { useOperation } from '../../api/use-operation.ts';
import { Panel } from '../../components/panel.tsx';
import { severities } from '../../components/severity.ts';
import { TrendChart } from './trend-chart.tsx';
import { trendInWords } from './trend-shape.ts';

const days = 42;

export function TrendPanel() {
  const points = useOperation('GET /api/findings/trend', { query: { days } }).data?.data;
  return (
    <Panel
      title="Open findings"
      note="last six weeks"
      actions={
        <ul className="legend" aria-label="Colours">
          {severities.map((severity) => (
            <li key={severity} className="tiny">
              <svg width="8" height="8" aria-hidden="true">
                <rect width="8" height="8" rx="2" data-fill={severity} />
              </svg>
              {severity}
            </li>
          ))}
        </ul>
      }
    >
      <div className="trend">
        {points === undefined ? (
          <output className="visually-hidden">Loading the trend …</output>
        ) : (
          <figure aria-label={trendInWords(points)}>
            <TrendChart points={points} />
          </figure>
        )}
      </div>
    </Panel>
  );
}
