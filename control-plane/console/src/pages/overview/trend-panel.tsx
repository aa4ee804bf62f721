// Open findings over time, stacked by severity: as far back as the address says.
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { severities } from '../../components/severity.ts';
import { TrendChart } from './trend-chart.tsx';
import { trendInWords } from './trend-shape.ts';

const route = getRouteApi('/');
/** Days by the word in the address. */
const spans = [
  ['weeks', 'Six weeks', 42],
  ['quarter', 'Three months', 91],
  ['year', 'A year', 365],
] as const;

export function TrendPanel() {
  const { trend } = route.useSearch();
  const navigate = route.useNavigate();
  const [chosen, , days] = spans.find(([word]) => word === trend) ?? spans[0];
  const answer = useOperation(
    'GET /api/findings/trend',
    { query: { days } },
    { keepPrevious: true },
  );
  const points = answer.data?.data;
  return (
    <Panel
      title="Open findings"
      actions={
        <select
          className="input trend-span"
          aria-label="How far back"
          value={chosen}
          onChange={({ target }) =>
            void navigate({
              search: target.value === 'weeks' ? {} : { trend: target.value },
              replace: true,
              resetScroll: false,
            })
          }
        >
          {spans.map(([word, words]) => (
            <option key={word} value={word}>
              {words}
            </option>
          ))}
        </select>
      }
    >
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
      <div className="trend">
        {answer.isError && points === undefined ? (
          <FailureNotice
            error={answer.error}
            what="The trend could not be read."
            retry={() => void answer.refetch()}
          />
        ) : points === undefined ? (
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
