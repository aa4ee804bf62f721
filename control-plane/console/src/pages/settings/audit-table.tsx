// One row for each event of the audit log; what changed unfolds.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Button } from '../../components/button.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';

type AuditEvent = RowOf<'GET /api/audit'>;

export function AuditTable({
  events,
  onActor,
}: {
  readonly events: readonly AuditEvent[];
  /** Narrows to what this one did. */
  readonly onActor: (id: string) => void;
}) {
  if (events.length === 0) return <p className="panel-body muted">No event matches.</p>;
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">Action</th>
            <th scope="col">On</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <AuditRow key={event.seq} event={event} onActor={onActor} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AuditRow({
  event,
  onActor,
}: {
  readonly event: AuditEvent;
  readonly onActor: (id: string) => void;
}) {
  const { actor, action, target, address, before, after } = event;
  const name = actor.name === '' ? actor.id : actor.name;
  const change = { ...(before && { before }), ...(after && { after }) };
  return (
    <tr>
      <td className="small">
        <RelativeTime at={event.at} />
      </td>
      <td data-label="Who">
        <Button
          kind="quiet"
          size="small"
          className="button audit-who"
          aria-label={`Only what ${name} did`}
          onClick={() => onActor(actor.id)}
        >
          {name}
        </Button>{' '}
        <span className="tiny muted">{actor.kind}</span>
      </td>
      <td data-label="Action">
        <span className="mono">{action}</span>
      </td>
      <td data-label="On">
        {target.kind} <span className="mono tiny muted">{target.id}</span>
        {Object.keys(change).length === 0 ? null : (
          <details className="tiny">
            <summary>What changed</summary>
            <pre className="mono audit-change">{JSON.stringify(change, undefined, 2)}</pre>
          </details>
        )}
      </td>
      <td data-label="From" className="mono tiny audit-address">
        {address}
      </td>
    </tr>
  );
}
