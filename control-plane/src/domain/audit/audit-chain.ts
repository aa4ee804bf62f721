// The chain of the audit log: each event holds the hash of the one before, so nothing in the middle can be changed,
// removed or slipped in without every later hash being wrong.
import { createHash } from 'node:crypto';
import type { AuditEvent } from './audit-event.ts';

/** Before the first event of an organisation. */
export const chainStart = '0'.repeat(64);
const format = 'harborguard.audit.1';

export function auditHash(event: Omit<AuditEvent, 'hash'>): string {
  const { actor, target } = event;
  const parts = [
    ...[format, event.orgId, event.seq, event.at],
    ...[actor.kind, actor.id, actor.name, event.address, event.requestId],
    ...[event.action, target.kind, target.id, event.beforeJson, event.afterJson],
    event.previousHash,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** Up to here events may have been removed. */
export interface ChainCheckpoint extends ChainEnd {
  readonly createdAt: number;
}

export type ChainVerdict =
  | { readonly kind: 'whole'; readonly end: ChainEnd }
  | { readonly kind: 'broken'; readonly seq: number; readonly reason: string };

/** Goes on from where the last batch ended. */
export function verifyEvents(from: ChainEnd, events: readonly AuditEvent[]): ChainVerdict {
  let end = from;
  for (const event of events) {
    const { seq } = event;
    if (seq !== end.seq + 1) return { kind: 'broken', seq: end.seq + 1, reason: 'is missing' };
    if (event.previousHash !== end.hash) {
      return { kind: 'broken', seq, reason: 'does not follow the one before' };
    }
    if (event.hash !== auditHash(event)) return { kind: 'broken', seq, reason: 'was changed' };
    end = { seq, hash: event.hash };
  }
  return { kind: 'whole', end };
}
