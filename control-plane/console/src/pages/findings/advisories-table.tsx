// One row for each advisory: how grave, how likely used, in how much, since when, and what fixes it.
import { Link } from '@tanstack/react-router';
import type { RowOf } from '../../api/call.ts';
import { AdvisoryName } from '../../components/advisory-name.tsx';
import { counted } from '../../components/counted.ts';
import { EpssShare } from '../../components/exploit-signals.tsx';
import { PackageFixes } from '../../components/package-fixes.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { SeverityBadge } from '../../components/severity-badge.tsx';

type Group = RowOf<'GET /api/findings/by-advisory'>;

export function AdvisoriesTable({ groups }: { readonly groups: readonly Group[] }) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Severity</th>
            <th scope="col">Advisory</th>
            <th scope="col">Packages and what fixes them</th>
            <th scope="col" className="end">
              Images
            </th>
            <th scope="col" className="end">
              EPSS
            </th>
            <th scope="col" className="end">
              First seen
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <GroupRow key={group.advisoryId} group={group} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function GroupRow({ group }: { readonly group: Group }) {
  const { advisoryId, images, findings, fixable } = group;
  return (
    <tr>
      <td>
        <SeverityBadge severity={group.severity} />
      </td>
      <td className="finding-advisory">
        <AdvisoryName advisory={group} />
      </td>
      <td data-label="Fixed in">
        <PackageFixes packages={group.packages} />
      </td>
      <td className="end number" data-label="Images">
        <Link className="name" to="/advisories/$id" params={{ id: advisoryId }}>
          {images.toLocaleString('en')}
          <span className="visually-hidden"> images with {advisoryId}</span>
        </Link>
        <div className="tiny muted nowrap">{counted(findings, 'finding')}</div>
        <div className="tiny muted nowrap">{fixWords(fixable, findings)}</div>
      </td>
      <td className="end" data-label="EPSS">
        <EpssShare epss={group.epss} percentile={group.percentile} />
      </td>
      <td className="end small" data-label="First seen">
        <RelativeTime at={group.firstSeenAt} />
      </td>
    </tr>
  );
}

function fixWords(fixable: number, findings: number): string {
  if (fixable === 0) return 'no fix yet';
  return fixable === findings ? 'all with a fix' : `${fixable.toLocaleString('en')} with a fix`;
}
