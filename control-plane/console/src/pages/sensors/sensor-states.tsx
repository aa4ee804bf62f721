// The three facts of a sensor: whether its link is open, what it does, and how fresh what it knows is.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { counted } from '../../components/counted.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Pill } from '../../components/status-pill.tsx';

type Sensor = RowOf<'GET /api/sensors'>;

export function SensorStates({ sensor }: { readonly sensor: Sensor }) {
  return (
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
  );
}

export function SensorPill({ state }: { readonly state: Sensor['state'] }) {
  if (state === 'online') return <Pill tone="good">online</Pill>;
  return state === 'offline' ? <Pill tone="bad">offline</Pill> : <Pill tone="wait">waiting</Pill>;
}

export function ClonedNotice({ sensor }: { readonly sensor: Sensor }) {
  if (!sensor.cloned) return null;
  return (
    <p className="notice small" data-tone="warn">
      Two processes use this identity. First check: whether its state folder was copied or is
      mounted twice.
    </p>
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
