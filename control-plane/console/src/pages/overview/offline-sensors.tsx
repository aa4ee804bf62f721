// Sensors that were heard and are silent now: by name while they are few, else how many.
import type { DataOf, RowOf } from '@harborguard/client/operation-types.ts';
import { useAllSensors } from '../../api/use-all-rows.ts';
import { counted } from '../../components/counted.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useCaller } from '../../components/use-caller.ts';
import { AttentionLine } from './attention-line.tsx';

const namedMax = 3;

export function OfflineSensors({
  sensors: { offline, total },
}: {
  readonly sensors: DataOf<'GET /api/overview'>['sensors'];
}) {
  const caller = useCaller();
  const areNamed = offline > 0 && offline <= namedMax && caller.may('viewer');
  const rows = useAllSensors({ enabled: areNamed }).data;
  if (offline === 0) return null;
  const lost = areNamed ? (rows ?? []).filter(({ state }) => state === 'offline') : [];
  if (lost.length > 0) return lost.map((sensor) => <LostSensor key={sensor.id} sensor={sensor} />);
  return (
    <li>
      <AttentionLine tone="high" action="Open sensors" to="/sensors">
        <b>
          {offline.toLocaleString('en')} of {counted(total, 'sensor')} offline
        </b>{' '}
        <span className="muted">
          · their results stay on their own disk until they are back. First check: whether the
          process runs and reaches this address
        </span>
      </AttentionLine>
    </li>
  );
}

function LostSensor({ sensor }: { readonly sensor: RowOf<'GET /api/sensors'> }) {
  const { id, name, lastHeartbeatAt, backlog } = sensor;
  const kept = backlog?.messages ?? 0;
  return (
    <li>
      <AttentionLine tone="high" action="Open sensor" to="/sensors/$id" params={{ id }}>
        <b>
          Sensor <span className="name">{name}</span> is offline
        </b>{' '}
        <span className="muted">
          {lastHeartbeatAt === undefined ? null : (
            <>
              · last heard <RelativeTime at={lastHeartbeatAt} />
            </>
          )}
          {kept === 0 ? '' : `, with ${counted(kept, 'result')} kept on its disk`}. First check:
          whether the process runs and reaches this address
        </span>
      </AttentionLine>
    </li>
  );
}
