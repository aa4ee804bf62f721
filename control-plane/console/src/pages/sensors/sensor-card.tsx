// One sensor with its three facts and its figures.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { byteWords } from '../../components/byte-words.ts';
import { counted } from '../../components/counted.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Pill } from '../../components/status-pill.tsx';
import { durationWords } from '../../time/relative-words.ts';
import { DrainButton } from './drain-button.tsx';
import { HeartbeatSpark } from './heartbeat-spark.tsx';

type Sensor = RowOf<'GET /api/sensors'>;

/** More than this and times of the two machines cannot be compared any more. */
const skewNotedMs = 5_000;

export function SensorCard({ sensor }: { readonly sensor: Sensor }) {
  const { name, version, platform, backlog, clockSkewMs = 0, freeDiskBytes, rssBytes } = sensor;
  return (
    <article className="panel" aria-label={`Sensor ${name}`}>
      <header className="panel-head">
        <h2 className="name">{name}</h2>
        <span className="muted tiny mono">
          {version} · {platform}
        </span>
        <span className="spread" />
        <Connection sensor={sensor} />
      </header>
      <div className="panel-body stack">
        {sensor.cloned ? (
          <p className="notice small" data-tone="warn">
            Two processes use this identity. First check: whether its state folder was copied or is
            mounted twice.
          </p>
        ) : null}
        <ul className="three-facts">
          <li>
            <span className="tiny muted">Connection</span>
            <b>{connectionInWords(sensor)}</b>
          </li>
          <li>
            <span className="tiny muted">Work</span>
            <b>{workInWords(sensor)}</b>
          </li>
          <li>
            <span className="tiny muted">Freshness</span>
            <b>
              {sensor.lastHeartbeatAt === undefined ? (
                'never heard'
              ) : (
                <RelativeTime at={sensor.lastHeartbeatAt} />
              )}
            </b>
          </li>
        </ul>
        <HeartbeatSpark beats={sensor.recentHeartbeats} />
        <dl className="facts">
          <dt>Results waiting</dt>
          <dd>
            {backlog === undefined || backlog.messages === 0
              ? 'none'
              : `${backlog.messages.toLocaleString('en')} (${byteWords(backlog.bytes)}), the oldest for ${durationWords(backlog.oldestAgeMs)}`}
          </dd>
          <dt>Clock</dt>
          <dd>
            {Math.abs(clockSkewMs) < skewNotedMs
              ? 'in step'
              : `${durationWords(Math.abs(clockSkewMs))} ${clockSkewMs > 0 ? 'ahead' : 'behind'}; check its time service`}
          </dd>
          <dt>Memory, free disk</dt>
          <dd className="number">
            {rssBytes === undefined ? '–' : byteWords(rssBytes)},{' '}
            {freeDiskBytes === undefined ? '–' : byteWords(freeDiskBytes)}
          </dd>
          {sensor.lostMessages === 0 ? null : (
            <>
              <dt>Results given up</dt>
              <dd>
                {sensor.lostMessages.toLocaleString('en')}: its disk was full; those images are
                scanned again
              </dd>
            </>
          )}
        </dl>
        <DrainButton sensor={sensor} />
      </div>
    </article>
  );
}

function Connection({ sensor }: { readonly sensor: Sensor }) {
  if (sensor.state === 'online') return <Pill tone="good">online</Pill>;
  return sensor.state === 'offline' ? (
    <Pill tone="bad">offline</Pill>
  ) : (
    <Pill tone="wait">waiting</Pill>
  );
}

function connectionInWords({ connected, state }: Sensor): string {
  if (connected) return 'open';
  return state === 'online' ? 'closed, reconnecting' : 'closed';
}

function workInWords({ work, runningJobs = 0, state }: Sensor): string {
  if (state !== 'online') return 'not known';
  if (work === 'draining') return `draining, ${counted(runningJobs, 'job')} left`;
  return runningJobs === 0 ? 'idle' : counted(runningJobs, 'job');
}
