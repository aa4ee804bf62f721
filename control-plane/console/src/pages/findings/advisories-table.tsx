// One row for each advisory: how grave, how likely used, in how much, since when, and what fixes it.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { AdvisoryName } from '../../components/advisory-name.tsx';
import { counted } from '../../components/counted.ts';
import { DeadlineNote } from '../../components/deadline-note.tsx';
import { EpssShare } from '../../components/exploit-signals.tsx';
import { PackageFixes } from '../../components/package-fixes.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { SeverityBadge } from '../../components/severity-badge.tsx';

type Group = RowOf<'GET /api/findings/by-advisory'>;

export function AdvisoriesTable({
  groups,
  chosen,
  onChoose,
}: {
  readonly groups: readonly Group[];
  /** Undefined where nothing may be done with what is chosen. */
  readonly chosen: ReadonlySet<string> | undefined;
  readonly onChoose: (advisoryId: string) => void;
}) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            {chosen === undefined ? null : (
              <th scope="col">
                <span className="visually-hidden">Choose</span>
              </th>
            )}
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
            <GroupRow
              key={group.advisoryId}
              group={group}
              isChosen={chosen?.has(group.advisoryId)}
              onChoose={onChoose}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function GroupRow({
  group,
  isChosen,
  onChoose,
}: {
  readonly group: Group;
  readonly isChosen: boolean | undefined;
  readonly onChoose: (advisoryId: string) => void;
}) {
  const { advisoryId, images, findings, fixable } = group;
  return (
    <tr>
      {isChosen === undefined ? null : (
        <td className="choose-cell">
          <input
            type="checkbox"
            aria-label={`Choose ${advisoryId}`}
            checked={isChosen}
            onChange={() => onChoose(advisoryId)}
          />
        </td>
      )}
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
        <DeadlineNote finding={{ ...group, isFixable: fixable > 0 }} />
      </td>
    </tr>
  );
}

function fixWords(fixable: number, findings: number): string {
  if (fixable === 0) return 'no fix yet';
  return fixable === findings ? 'all with a fix' : `${fixable.toLocaleString('en')} with a fix`;
}
