// How grave the advisory is, how likely it is used, in how much it is, since when, and what fixes it.
import type { ReactNode } from 'react';
import { counted } from '../../components/counted.ts';
import { useDeadline } from '../../components/deadline-note.tsx';
import { EpssShare, KnownExploited, shareWords } from '../../components/exploit-signals.tsx';
import { Icon } from '../../components/icon.tsx';
import { PackageFixes } from '../../components/package-fixes.tsx';
import { Panel } from '../../components/panel.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { now } from '../../time/browser-clock.ts';
import { absoluteDay } from '../../time/relative-words.ts';
import { advisoryLinks } from './advisory-links.ts';
import { type AdvisoryGroup, advisorySums, sumOf } from './advisory-sums.ts';

const packagesShownMax = 20;

export function AdvisoryFacts({
  id,
  groups,
  open,
}: {
  readonly id: string;
  readonly groups: readonly AdvisoryGroup[];
  readonly open: readonly AdvisoryGroup[];
}) {
  const { ids, severity, firstSeenAt, fixKnownAt, ...sums } = advisorySums(groups);
  const { epss, percentile, kev, packages } = sums;
  const others = ids.filter((each) => each !== id);
  const links = advisoryLinks([...new Set([id, ...ids])]);
  const images = sumOf(open, 'images');
  const isFixable = sumOf(open, 'fixable') > 0;
  const deadline = useDeadline({ severity, firstSeenAt, fixKnownAt, kev, isFixable });
  const isLate = deadline !== undefined && deadline.at < now() && images > 0;
  return (
    <Panel
      title="What is known"
      note={others.length === 0 ? undefined : `also ${others.join(', ')}`}
      flush
    >
      <dl className="advisory-figures">
        <Figure label="Severity">
          {groups.length === 0 ? (
            '–'
          ) : (
            <span className="row">
              <SeverityBadge severity={severity} />
              <KnownExploited kev={kev} />
            </span>
          )}
        </Figure>
        <Figure label="Open now" note={openNote(open)}>
          <b className="number">{counted(images, 'image')}</b>
        </Figure>
        <Figure label="First seen" note={firstSeenAt === undefined ? undefined : 'in your images'}>
          {firstSeenAt === undefined ? 'never' : <RelativeTime at={firstSeenAt} />}
        </Figure>
        <Figure
          label="EPSS"
          note={percentile === undefined ? undefined : `more than ${shareWords(percentile)} of all`}
        >
          <EpssShare epss={epss} percentile={percentile} />
        </Figure>
        <Figure
          label="To be fixed by"
          note={deadline === undefined ? undefined : `says ${deadline.by}`}
        >
          {deadline === undefined ? (
            <span className="muted">no deadline</span>
          ) : (
            <span className={isLate ? 'problem' : undefined}>
              {absoluteDay(new Date(deadline.at).toISOString())}
              {isLate ? ', passed' : ''}
            </span>
          )}
        </Figure>
      </dl>
      <div className="advisory-rest">
        <div className="stack-tight">
          <h3>Packages and what fixes them</h3>
          {packages.length === 0 ? (
            <p className="small muted">None of yours.</p>
          ) : (
            <PackageFixes packages={packages} most={packagesShownMax} />
          )}
        </div>
        <div className="stack-tight">
          <h3>More about it</h3>
          {links.length === 0 ? <p className="small muted">No page is known.</p> : null}
          <ul className="advisory-links">
            {links.map(({ label, href }) => (
              <li key={href}>
                <a className="link small" href={href} target="_blank" rel="noreferrer noopener">
                  {label} <Icon name="outside" size={12} />
                  <span className="visually-hidden"> (opens elsewhere)</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Panel>
  );
}

function Figure({
  label,
  note,
  children,
}: {
  readonly label: string;
  readonly note?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <dt className="small muted">{label}</dt>
      <dd className="stack-tight">
        <span>{children}</span>
        {note === undefined ? null : <span className="tiny muted">{note}</span>}
      </dd>
    </div>
  );
}

function openNote(open: readonly AdvisoryGroup[]): string {
  const findings = sumOf(open, 'findings');
  if (findings === 0) return 'no tag shows it';
  const fixable = sumOf(open, 'fixable');
  return `${counted(findings, 'finding')}, ${fixable.toLocaleString('en')} with a fix`;
}
