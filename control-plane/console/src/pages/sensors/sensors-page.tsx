// The sensors: whether each is connected, what it does, and how fresh what it knows is; three separate facts.
import { useAllSensors } from '../../api/use-all-rows.ts';
import { ConnectLink } from '../../components/connect-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { RoleNote } from '../../components/role-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useCaller } from '../../components/use-caller.ts';
import { SensorCard } from './sensor-card.tsx';
import './sensors.css';

export function SensorsPage() {
  const caller = useCaller();
  const sensors = useAllSensors({ enabled: caller.may('viewer') });
  const rows = sensors.data ?? [];
  return (
    <>
      <PageHead
        title="Sensors"
        note="Processes inside your networks; each dials out to this server and needs no open port"
      />
      {sensors.isError && sensors.data === undefined ? (
        <FailureNotice
          error={sensors.error}
          what="The sensors could not be read."
          retry={() => void sensors.refetch()}
        />
      ) : null}
      <RoleNote needs="viewer" what="Reading sensors" />
      {rows.length === 0 ? null : <RoleNote needs="admin" what="Draining a sensor" />}
      {sensors.isLoading ? (
        <section className="panel">
          <Skeleton lines={6} label="Loading sensors …" />
        </section>
      ) : null}
      {sensors.isSuccess && rows.length === 0 ? (
        <section className="panel">
          <EmptyState title="No sensor of yours yet" action={<ConnectLink />}>
            Connect a registry in sensor mode: you get a key and a command, and the sensor appears
            here with its first heartbeat. Registries read by this server need none.
          </EmptyState>
        </section>
      ) : null}
      <ul className="sensor-cards">
        {rows.map((sensor) => (
          <li key={sensor.id}>
            <SensorCard sensor={sensor} />
          </li>
        ))}
      </ul>
    </>
  );
}
