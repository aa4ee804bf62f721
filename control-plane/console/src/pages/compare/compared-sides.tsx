// The two images beside each other, and the sum of what lies between them.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { byteWords } from '../../components/byte-words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { counted } from '../../components/counted.ts';
import { shortDigest } from '../../components/digest-words.ts';
import { totalOf } from '../../components/severity.ts';
import { SeverityBar } from '../../components/severity-bar.tsx';
import { SeverityCountsLine } from '../../components/severity-counts.tsx';
import type { Compared, ComparedSide } from './compared.ts';

export function ComparedSides({
  compared: { from, to, findings, sizeBytesChange },
  names,
}: {
  readonly compared: Compared;
  readonly names: { readonly from: string; readonly to: string };
}) {
  const most = Math.max(1, totalOf(from.findings), totalOf(to.findings));
  const packages = to.packages - from.packages;
  return (
    <section className="panel compare-sides" aria-label="The two images">
      <Side heading="From" name={names.from} side={from} most={most} />
      <Side heading="To" name={names.to} side={to} most={most} />
      <dl className="compare-sums">
        <Sum label="New findings" value={findings.added.total.toLocaleString('en')}>
          <SeverityCountsLine counts={findings.added.severities} />
        </Sum>
        <Sum label="Gone" value={findings.fixed.total.toLocaleString('en')}>
          <SeverityCountsLine counts={findings.fixed.severities} />
        </Sum>
        <Sum label="Stayed" value={findings.kept.total.toLocaleString('en')}>
          <SeverityCountsLine counts={findings.kept.severities} />
        </Sum>
        <Sum label="Packages" value={signed(packages, Math.abs(packages).toLocaleString('en'))}>
          <span className="tiny muted">
            {from.packages.toLocaleString('en')} → {to.packages.toLocaleString('en')}
          </span>
        </Sum>
        <Sum
          label="Size"
          value={
            sizeBytesChange === undefined
              ? '–'
              : signed(sizeBytesChange, byteWords(Math.abs(sizeBytesChange)))
          }
        >
          <span className="tiny muted">
            {sizeWords(from)} → {sizeWords(to)}
          </span>
        </Sum>
      </dl>
    </section>
  );
}

function Side({
  heading,
  name,
  side,
  most,
}: {
  readonly heading: string;
  readonly name: string;
  readonly side: ComparedSide;
  readonly most: number;
}) {
  const { digest, findings } = side;
  return (
    <div className="compare-side">
      <div className="row">
        <h2 className="muted">{heading}</h2>
        {side.platform === undefined ? null : <span className="tag">{side.platform}</span>}
      </div>
      <Link className="name" to="/images/$digest" params={{ digest }}>
        {name.startsWith('sha') ? (side.tags[0] ?? shortDigest(name)) : name}
      </Link>
      <div className="row">
        <span className="tiny muted mono">{shortDigest(digest)}</span>
        <CopyButton text={digest} what={`digest of ${heading.toLowerCase()}`} />
      </div>
      <SeverityBar counts={findings} most={most} />
      <div className="row">
        <span className="small muted">{counted(totalOf(findings), 'finding')}</span>
        <SeverityCountsLine counts={findings} />
      </div>
      {side.tags.length < 2 ? null : (
        <span className="tiny muted">shown by {side.tags.join(', ')}</span>
      )}
    </div>
  );
}

function Sum({
  label,
  value,
  children,
}: {
  readonly label: string;
  readonly value: string;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <dt className="small muted">{label}</dt>
      <dd className="stack-tight">
        <span className="compare-sum number">{value}</span>
        {children}
      </dd>
    </div>
  );
}

function signed(change: number, words: string): string {
  if (change === 0) return '±0';
  return `${change > 0 ? '+' : '−'}${words}`;
}

function sizeWords({ sizeBytes }: ComparedSide): string {
  return sizeBytes === undefined ? 'not known' : byteWords(sizeBytes);
}
