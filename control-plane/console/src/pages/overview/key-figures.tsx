// Four figures that say how things stand, each the way to the list behind it.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { useOperation } from '../../api/use-operation.ts';
import { counted } from '../../components/counted.ts';
import { relativeWords } from '../../time/relative-words.ts';
import { useNow } from '../../time/use-now.ts';
import { FigureLink } from './figure-link.tsx';
import { figureTrends } from './figure-trends.ts';
import type { Trend } from './sparkline.tsx';
import { useFixableCriticals, useOldestCritical } from './use-open-criticals.ts';

type Overview = DataOf<'GET /api/overview'>;

export function KeyFigures({ overview }: { readonly overview: Overview }) {
  const { findings, images } = overview;
  const days = useOperation('GET /api/overview/trend', {}).data?.data;
  const trends = days === undefined ? undefined : figureTrends(days);
  return (
    <div className="grid-4">
      <FixableCritical open={findings.open.critical} trend={trends?.critical} />
      <OldestCritical open={findings.open.critical} trend={trends?.oldestCritical} />
      <KnownExploited findings={findings} trend={trends?.knownExploited} />
      <Coverage images={images} />
    </div>
  );
}

interface CriticalFigure {
  readonly open: number;
  readonly trend: Trend | undefined;
}

function FixableCritical({ open, trend }: CriticalFigure) {
  const total = useFixableCriticals().data?.meta.total;
  return (
    <FigureLink
      to="/findings"
      search={{ severity: 'critical', fixable: true }}
      label="Critical, fix available"
      value={total?.toLocaleString('en') ?? '–'}
      note={open === 0 ? 'no critical finding is open' : `of ${open.toLocaleString('en')} critical`}
      trend={trend}
    />
  );
}

function OldestCritical({ open, trend }: CriticalFigure) {
  const now = useNow();
  const oldest = useOldestCritical().data?.data[0];
  return (
    <FigureLink
      to="/findings"
      search={{ by: 'place', severity: 'critical', sort: 'firstSeenAt:asc' }}
      label="Oldest open critical"
      value={
        oldest === undefined
          ? '–'
          : relativeWords(Date.parse(oldest.firstSeenAt), now).replace(/ ago$/, '')
      }
      note={open === 0 ? 'nothing waits' : (oldest?.advisoryId ?? 'could not be read')}
      trend={trend}
    />
  );
}

function KnownExploited({
  findings: { knownExploited, total },
  trend,
}: {
  readonly findings: Overview['findings'];
  readonly trend: Trend | undefined;
}) {
  const advisories = useOperation('GET /api/advisories', {}).data?.data;
  // Without the catalog nobody knows; that none is exploited would be a promise.
  const isUnknown = knownExploited === 0 && advisories?.feeds?.kev === undefined;
  return (
    <FigureLink
      to="/findings"
      search={{ kev: true }}
      label="Known exploited"
      value={isUnknown ? '–' : knownExploited.toLocaleString('en')}
      note={
        isUnknown ? 'no catalog of exploits is imported' : `of ${counted(total, 'open finding')}`
      }
      {...(isUnknown ? {} : { trend })}
    />
  );
}

function Coverage({ images }: { readonly images: Overview['images'] }) {
  const { known, scanned, waiting } = images;
  // Rounded down: nothing is whole while an image waits.
  const share = known === 0 ? undefined : Math.floor((scanned / known) * 1000) / 10;
  return (
    <FigureLink
      to="/images"
      search={waiting === 0 ? {} : { state: 'waiting' }}
      label="Coverage"
      value={share === undefined ? '–' : `${share.toLocaleString('en')} %`}
      note={
        waiting === 0
          ? `${counted(scanned, 'image')} scanned, none waits`
          : `${counted(waiting, 'image')} not scanned yet`
      }
    />
  );
}
