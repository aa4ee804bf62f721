// The last heartbeats as a row of ticks: as high as the sensor was busy, with a gap where one was missed.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { counted } from '../../components/counted.ts';
import { absoluteWords } from '../../time/relative-words.ts';

type Beats = RowOf<'GET /api/sensors'>['recentHeartbeats'];

const ticks = 60;
const [step, width, height, lowest] = [4, 3, 24, 9];
/** A heartbeat comes every twenty seconds; later than this it was missed. */
const missedAfterMs = 45_000;

export function HeartbeatSpark({ beats }: { readonly beats: Beats }) {
  const most = Math.max(1, ...beats.map(({ runningJobs }) => runningJobs));
  const blanks = ticks - beats.length;
  return (
    <figure className="stack-tight">
      <svg
        className="heartbeats"
        viewBox={`0 0 ${ticks * step} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {Array.from({ length: blanks }, (_, at) => at * step).map((x) => (
          <rect key={`blank ${x}`} data-beat="none" x={x} y={height - 2} width={width} height={2} />
        ))}
        {beats.map((beat, index) => {
          const high = lowest + (beat.runningJobs / most) * (height - lowest);
          return (
            <rect
              key={beat.at}
              data-beat={isLate(beats, index) ? 'late' : 'good'}
              x={(blanks + index) * step}
              y={height - high}
              width={width}
              height={high}
            >
              <title>{beatInWords(beat)}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption className="tiny muted">{beatsInWords(beats)}</figcaption>
    </figure>
  );
}

function beatInWords({ at, runningJobs, backlogMessages }: Beats[number]): string {
  const time = absoluteWords(Date.parse(at));
  return `${time}: ${counted(runningJobs, 'job')}, ${counted(backlogMessages, 'result')} waiting`;
}

function isLate(beats: Beats, index: number): boolean {
  const [before, beat] = [beats[index - 1], beats[index]];
  if (before === undefined || beat === undefined) return false;
  return Date.parse(beat.at) - Date.parse(before.at) > missedAfterMs;
}

function beatsInWords(beats: Beats): string {
  if (beats.length === 0) return 'no heartbeat yet';
  const late = beats.filter((_, index) => isLate(beats, index)).length;
  const most = Math.max(...beats.map(({ runningJobs }) => runningJobs));
  const missed = late === 0 ? 'none missed' : `${counted(late, 'gap')} between them`;
  const busy = most === 0 ? 'idle all the while' : `at most ${counted(most, 'job')} at once`;
  return `${counted(beats.length, 'heartbeat')}, ${missed}; ${busy}`;
}
