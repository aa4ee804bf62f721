// One row for each finding in its place.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { AdvisoryName } from '../../components/advisory-name.tsx';
import { DeadlineNote } from '../../components/deadline-note.tsx';
import { EpssShare } from '../../components/exploit-signals.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { SeverityBadge } from '../../components/severity-badge.tsx';

type Finding = RowOf<'GET /api/findings'>;

export function FindingsTable({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Severity</th>
            <th scope="col">Advisory</th>
            <th scope="col">Package</th>
            <th scope="col">Fixed in</th>
            <th scope="col">Where</th>
            <th scope="col" className="end">
              EPSS
            </th>
            <th scope="col">First seen</th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding) => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FindingRow({ finding }: { readonly finding: Finding }) {
  const { repository, tag, digest, platform } = finding;
  return (
    <tr>
      <td>
        <SeverityBadge severity={finding.severity} />
        {finding.score === undefined ? null : (
          <div className="tiny muted number">CVSS {finding.score.toFixed(1)}</div>
        )}
      </td>
      <td className="finding-advisory">
        <AdvisoryName advisory={finding} />
      </td>
      <td className="finding-package">
        <span className="mono">{finding.packageName}</span>
        <div className="tiny muted mono">{finding.packageVersion}</div>
      </td>
      <td className="finding-package" data-label="Fixed in">
        {finding.fixedIn === undefined ? (
          <span className="muted small">no fix yet</span>
        ) : (
          <span className="mono fixed-in">{finding.fixedIn}</span>
        )}
      </td>
      <td className="finding-where">
        <Link className="name" to="/images/$digest" params={{ digest }}>
          {repository}:{tag}
        </Link>
        <div className="tiny muted">
          {finding.registryName} · {platform}
        </div>
      </td>
      <td className="end" data-label="EPSS">
        <EpssShare epss={finding.epss} percentile={finding.percentile} />
      </td>
      <td data-label="First seen">
        <RelativeTime at={finding.firstSeenAt} />
        {finding.resolvedAt === undefined ? (
          <DeadlineNote finding={{ ...finding, isFixable: finding.fixedIn !== undefined }} />
        ) : (
          <div className="tiny muted">
            resolved <RelativeTime at={finding.resolvedAt} />: {finding.resolvedReason}
          </div>
        )}
      </td>
    </tr>
  );
}
