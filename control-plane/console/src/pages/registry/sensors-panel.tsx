// Who reads this registry, and what it looks like from there.
import { Link } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Pill } from '../../components/status-pill.tsx';
import type { Registry } from './registry.ts';

const tones = { online: 'good', offline: 'bad', never: 'wait' } as const;

export function SensorsPanel({ registry }: { readonly registry: Registry }) {
  const answer = useOperation('GET /api/registries/{id}/sensor-status', {
    params: { id: registry.id },
  });
  const status = answer.data?.data;
  return (
    <Panel
      title="Read by"
      note={registry.scanMethod === 'cloud' ? 'this server' : 'a sensor near it'}
      flush
    >
      {answer.isError && status === undefined ? (
        <FailureNotice
          error={answer.error}
          what="Who reads it could not be read."
          retry={() => void answer.refetch()}
        />
      ) : null}
      {answer.isPending ? <Skeleton lines={2} label="Loading sensors …" /> : null}
      {status?.sensors.length === 0 ? (
        <p className="panel-body muted small">
          No sensor has connected yet. Start one with the key of this registry; a lost key is
          replaced in Settings, under API keys.
        </p>
      ) : null}
      <ul>
        {status?.sensors.map((sensor) => (
          <li key={sensor.id} className="member-line">
            <span className="stack-tight">
              <Link to="/sensors/$id" params={{ id: sensor.id }} className="name">
                {sensor.name}
              </Link>
              <span className="tiny muted">
                {sensor.version} · {sensor.platform}
                {sensor.lastHeartbeatAt === undefined ? null : (
                  <>
                    {' '}
                    · heartbeat <RelativeTime at={sensor.lastHeartbeatAt} />
                  </>
                )}
              </span>
            </span>
            <span className="spread" />
            <Pill tone={tones[sensor.state]}>{sensor.state}</Pill>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
