// The findings of one part of the comparison, as long as they are shown at all.
import { getRouteApi } from '@tanstack/react-router';
import { AdvisoryName } from '../../components/advisory-name.tsx';
import { EpssShare } from '../../components/exploit-signals.tsx';
import { severityOptions } from '../../components/filter-options.ts';
import { FilterSelect } from '../../components/filter-select.tsx';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { useNarrow } from '../../use-narrow.ts';
import type { ComparedFindings, Part } from './compared.ts';

const route = getRouteApi('/compare');

type Finding = ComparedFindings['rows'][number];

const nothing: Readonly<Record<Exclude<Part, 'packages'>, string>> = {
  added: 'No finding came with the second image.',
  fixed: 'No finding of the first image is gone.',
  kept: 'The two have no finding in common.',
};

export function ComparedFindingsTable({
  part,
  findings: { total, rows },
}: {
  readonly part: Exclude<Part, 'packages'>;
  readonly findings: ComparedFindings;
}) {
  const { severity } = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = useNarrow<ReturnType<typeof route.useSearch>>(navigate);
  const shown = rows.filter((row) => severity === undefined || row.severity === severity);
  if (total === 0) return <p className="panel-body muted">{nothing[part]}</p>;
  return (
    <>
      <div className="panel-head filters">
        <FilterSelect
          label="Severity"
          value={severity}
          options={severityOptions}
          onChange={(next) => narrow({ severity: next })}
        />
        <span className="spread" />
        <span className="small muted number" aria-live="polite">
          {shown.length.toLocaleString('en')} of {total.toLocaleString('en')} shown
        </span>
      </div>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Severity</th>
              <th scope="col">Advisory</th>
              <th scope="col">Package</th>
              <th scope="col">Fixed in</th>
              <th scope="col" className="end">
                EPSS
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((finding) => (
              <FindingRow
                key={`${finding.advisoryId} ${finding.purl} ${finding.layer}`}
                finding={finding}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function FindingRow({ finding }: { readonly finding: Finding }) {
  return (
    <tr>
      <td>
        <SeverityBadge severity={finding.severity} />
      </td>
      <td className="compare-advisory">
        <AdvisoryName advisory={finding} />
      </td>
      <td>
        <span className="mono">{finding.packageName}</span>
        <div className="tiny muted mono">{finding.packageVersion}</div>
        <div className="tiny muted">{finding.packageType}</div>
      </td>
      <td data-label="Fixed in">
        {finding.fixedIn === undefined ? (
          <span className="muted small">no fix yet</span>
        ) : (
          <span className="mono fixed-in">{finding.fixedIn}</span>
        )}
      </td>
      <td className="end" data-label="EPSS">
        <EpssShare epss={finding.epss} percentile={finding.percentile} />
      </td>
    </tr>
  );
}
