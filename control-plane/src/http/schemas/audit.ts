// Audit events on the wire, as JSON and as lines of CSV.
import { type Static, Type } from 'typebox';
import type { AuditEvent } from '../../domain/audit/audit-event.ts';
import { csvLine } from '../csv.ts';
import { isoTime, Time } from './common.ts';

const Facts = Type.Record(Type.String(), Type.Unknown());

export const AuditEventSchema = Type.Object({
  seq: Type.Integer({ description: 'Without gaps within the organisation.' }),
  at: Time,
  actor: Type.Object({
    kind: Type.Enum(['person', 'key', 'sensor', 'operator', 'system', 'nobody']),
    id: Type.String(),
    name: Type.String(),
  }),
  address: Type.String(),
  requestId: Type.String(),
  action: Type.String({
    description: 'The route, or what was done where a route does several things.',
  }),
  target: Type.Object({ kind: Type.String(), id: Type.String() }),
  before: Type.Optional(Facts),
  after: Type.Optional(Facts),
  previousHash: Type.String(),
  hash: Type.String({ description: 'Of this event and the hash before it.' }),
});

export function auditEventView(event: AuditEvent): Static<typeof AuditEventSchema> {
  const { seq, address, requestId, action, previousHash, hash } = event;
  return {
    ...{ seq, address, requestId, action, previousHash, hash },
    at: isoTime(event.at),
    actor: { ...event.actor },
    target: { ...event.target },
    ...factsOf('before', event.beforeJson),
    ...factsOf('after', event.afterJson),
  };
}

function factsOf<Name extends 'before' | 'after'>(
  name: Name,
  json: string | null,
): { readonly [Key in Name]?: Record<string, unknown> } {
  const field = json === null ? {} : { [name]: JSON.parse(json) };
  return field as { readonly [Key in Name]?: Record<string, unknown> };
}

export const auditCsvHead =
  'seq,at,actor_kind,actor_id,actor_name,address,request_id,action,target_kind,target_id,before,after,previous_hash,hash\r\n';

export function auditCsvLine(event: AuditEvent): string {
  const { actor, target } = event;
  return csvLine([
    ...[event.seq, isoTime(event.at), actor.kind, actor.id, actor.name],
    ...[event.address, event.requestId, event.action, target.kind, target.id],
    ...[event.beforeJson ?? '', event.afterJson ?? '', event.previousHash, event.hash],
  ]);
}
