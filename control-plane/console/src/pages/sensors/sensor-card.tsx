// One sensor with its three facts and its figures.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { DrainButton } from './drain-button.tsx';
import { HeartbeatSpark } from './heartbeat-spark.tsx';
import { SensorFacts } from './sensor-facts.tsx';
import { ClonedNotice, SensorPill, SensorStates } from './sensor-states.tsx';

export function SensorCard({ sensor }: { readonly sensor: RowOf<'GET /api/sensors'> }) {
  const { id, name, version, platform } = sensor;
  return (
    <article className="panel" aria-label={`Sensor ${name}`}>
      <header className="panel-head">
        <h2>
          <Link to="/sensors/$id" params={{ id }} className="name">
            {name}
          </Link>
        </h2>
        <span className="muted tiny mono">
          {version} · {platform}
        </span>
        <span className="spread" />
        <SensorPill state={sensor.state} />
      </header>
      <div className="panel-body stack">
        <ClonedNotice sensor={sensor} />
        <SensorStates sensor={sensor} />
        <HeartbeatSpark beats={sensor.recentHeartbeats} />
        <SensorFacts sensor={sensor} />
        <DrainButton sensor={sensor} />
      </div>
    </article>
  );
}
