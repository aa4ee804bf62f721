// One row for each place: the image, the package there, what fixes it, since when.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { shortDigest } from '../../components/digest-words.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { SeverityBadge } from '../../components/severity-badge.tsx';

type Finding = RowOf<'GET /api/findings'>;

export function PlacesTable({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Image</th>
            <th scope="col">Package</th>
            <th scope="col">Fixed in</th>
            <th scope="col">Severity</th>
            <th scope="col" className="end">
              First seen
            </th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding) => (
            <PlaceRow key={finding.id} finding={finding} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PlaceRow({ finding }: { readonly finding: Finding }) {
  const { digest, repository, tag, registryName, platform } = finding;
  return (
    <tr>
      <td>
        <Link className="name" to="/images/$digest" params={{ digest }}>
          {repository}:{tag}
        </Link>
        <div className="tiny muted">
          {registryName} · {platform} · <span className="mono">{shortDigest(digest)}</span>
        </div>
      </td>
      <td>
        <span className="mono">{finding.packageName}</span>{' '}
        <span className="tiny muted">{finding.packageType}</span>
        <div className="tiny muted mono">{finding.packageVersion}</div>
      </td>
      <td data-label="Fixed in">
        {finding.fixedIn === undefined ? (
          <span className="muted small">no fix yet</span>
        ) : (
          <span className="mono fixed-in">{finding.fixedIn}</span>
        )}
      </td>
      <td>
        <SeverityBadge severity={finding.severity} />
      </td>
      <td className="end small" data-label="First seen">
        <RelativeTime at={finding.firstSeenAt} />
        {finding.resolvedAt === undefined ? null : (
          <div className="tiny muted">
            resolved <RelativeTime at={finding.resolvedAt} />: {finding.resolvedReason}
          </div>
        )}
      </td>
    </tr>
  );
}
