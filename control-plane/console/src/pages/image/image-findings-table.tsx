// One row for each finding of the image, with all its names and where its severity comes from.
import type { RowOf } from '../../api/call.ts';
import { SeverityBadge } from '../../components/severity-badge.tsx';

type Finding = RowOf<'GET /api/images/{digest}/findings'>;

const statusWords: Readonly<Record<Finding['status'], string>> = {
  'fixed-available': 'fixed',
  'no-fix': 'no fix yet',
  'wont-fix': "won't be fixed",
  ignored: 'not fixed on purpose',
  undetermined: 'not known',
};

export function ImageFindingsTable({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Severity</th>
            <th scope="col">Advisory</th>
            <th scope="col">Package</th>
            <th scope="col">Fixed in</th>
            <th scope="col" className="end">
              Layer
            </th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding) => (
            <tr key={`${finding.advisoryId} ${finding.purl} ${finding.layer}`}>
              <td>
                <SeverityBadge severity={finding.severity} />
                <div className="tiny muted">
                  {finding.score === undefined ? '' : `CVSS ${finding.score.toFixed(1)}, `}
                  {finding.severityOrigin}
                </div>
              </td>
              <td className="finding-text">
                <span className="name mono">{finding.advisoryId}</span>
                <div className="tiny muted">
                  {finding.ids.filter((id) => id !== finding.advisoryId).join(', ')}
                </div>
                <div className="small muted">{finding.summary}</div>
              </td>
              <td>
                <span className="mono">{finding.packageName}</span>
                <div className="tiny muted mono">{finding.packageVersion}</div>
                <div className="tiny muted">{finding.packageType}</div>
              </td>
              <td>
                {finding.fixedIn === undefined ? (
                  <span className="muted small">{statusWords[finding.status]}</span>
                ) : (
                  <span className="mono fixed-in">{finding.fixedIn}</span>
                )}
              </td>
              <td className="end number" data-label="Layer">
                {finding.layer + 1}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
