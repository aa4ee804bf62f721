// The last twenty syncs as ticks, the newest at the right, and what they say in words.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { absoluteWords } from '../time/relative-words.ts';

type RecentSyncs = DataOf<'GET /api/registries/{id}'>['recentSyncs'];

const ticksMax = 20;
const [step, width, height] = [6, 4, 18];

export function HealthBar({
  syncs,
  health,
}: {
  readonly syncs: RecentSyncs;
  readonly health: number | null;
}) {
  const blanks = ticksMax - syncs.length;
  return (
    <svg
      className="health"
      width={ticksMax * step - (step - width)}
      height={height}
      role="img"
      aria-label={healthInWords(syncs, health)}
    >
      {Array.from({ length: blanks }, (_, at) => at * step).map((x) => (
        <rect key={`blank ${x}`} data-tick="none" x={x} width={width} height={height} rx="1.5" />
      ))}
      {syncs.map((sync, index) => (
        <rect
          key={sync.startedAt}
          data-tick={tickOf(sync)}
          x={(blanks + index) * step}
          width={width}
          height={height}
          rx="1.5"
        >
          <title>{syncInWords(sync)}</title>
        </rect>
      ))}
    </svg>
  );
}

function tickOf({ outcome, conditions }: RecentSyncs[number]): string {
  if (outcome === 'failed') return 'failed';
  return conditions.length > 0 ? 'condition' : 'succeeded';
}

function syncInWords(sync: RecentSyncs[number]): string {
  const time = absoluteWords(Date.parse(sync.startedAt));
  if (sync.outcome === 'failed') return `${time}: failed, ${sync.code ?? 'no code'}`;
  const conditions = sync.conditions.length === 0 ? '' : `, ${sync.conditions.join(', ')}`;
  return `${time}: ${sync.repositories} repositories, ${sync.tags} tags${conditions}`;
}

function healthInWords(syncs: RecentSyncs, health: number | null): string {
  if (syncs.length === 0) return 'no sync yet';
  const failed = syncs.filter((sync) => sync.outcome === 'failed').length;
  const last = syncs.length === 1 ? 'the last sync' : `the last ${syncs.length} syncs`;
  return `health ${health ?? 0} of 100; ${failed} of ${last} failed`;
}
