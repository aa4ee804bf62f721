// One sensor: how it does, which registries it serves, its key, and what it knows of itself.
import { getRouteApi, Link } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { RoleNote } from '../../components/role-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useCaller } from '../../components/use-caller.ts';
import { DrainButton } from '../sensors/drain-button.tsx';
import { HeartbeatSpark } from '../sensors/heartbeat-spark.tsx';
import { SensorFacts } from '../sensors/sensor-facts.tsx';
import { ClonedNotice, SensorPill, SensorStates } from '../sensors/sensor-states.tsx';
import '../sensors/sensors.css';
import { DiagnosticsPanel } from './diagnostics-panel.tsx';
import { KeyPanel } from './key-panel.tsx';
import { RunningPanel } from './running-panel.tsx';
import { ServedPanel } from './served-panel.tsx';

const route = getRouteApi('/sensors/$id');

export function SensorPage() {
  const { id } = route.useParams();
  const caller = useCaller();
  const answer = useOperation(
    'GET /api/sensors/{id}',
    { params: { id } },
    { enabled: caller.may('viewer') },
  );
  const sensor = answer.data?.data;
  if (sensor === undefined) {
    return (
      <>
        <PageHead title="Sensor" />
        <RoleNote needs="viewer" what="Reading sensors" />
        {answer.isError ? (
          <FailureNotice
            error={answer.error}
            what="The sensor could not be read."
            retry={() => void answer.refetch()}
          />
        ) : null}
        {answer.isLoading ? (
          <section className="panel">
            <Skeleton lines={8} label="Loading the sensor …" />
          </section>
        ) : null}
      </>
    );
  }
  const { name, version, platform, analyzerVersion, capabilities } = sensor;
  return (
    <>
      <PageHead
        title={name}
        above={
          <Link to="/sensors" className="link">
            Sensors
          </Link>
        }
        note={
          <span className="row">
            <SensorPill state={sensor.state} />
            <span className="mono">
              {version} · {platform}
            </span>
            <span>
              since <RelativeTime at={sensor.firstSeenAt} />
            </span>
          </span>
        }
      />
      <div className="grid-main">
        <div className="stack">
          <Panel title="State" note="as of its last heartbeat">
            <div className="stack">
              <ClonedNotice sensor={sensor} />
              <SensorStates sensor={sensor} />
              <HeartbeatSpark beats={sensor.recentHeartbeats} />
              <SensorFacts sensor={sensor}>
                <dt>Analyzer</dt>
                <dd className="mono">{analyzerVersion}</dd>
                <dt>Can</dt>
                <dd>
                  {capabilities.length === 0 ? (
                    'what every sensor can'
                  ) : (
                    <span className="row">
                      {capabilities.map((each) => (
                        <span key={each} className="tag">
                          {each}
                        </span>
                      ))}
                    </span>
                  )}
                </dd>
              </SensorFacts>
              <DrainButton sensor={sensor} />
            </div>
          </Panel>
          <DiagnosticsPanel sensor={sensor} />
        </div>
        <div className="stack">
          <RunningPanel id={id} />
          <ServedPanel id={id} />
          <KeyPanel sensor={sensor} />
        </div>
      </div>
    </>
  );
}
