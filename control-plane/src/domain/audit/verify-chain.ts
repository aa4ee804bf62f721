// The proof that no event of an audit log is missing, was changed or slipped in, also beside a server that writes and a
// prune that removes.

import type { UnitOfWork } from '../unit-of-work.ts';
import {
  type ChainCheckpoint,
  type ChainEnd,
  type ChainVerdict,
  chainStart,
  verifyEvents,
} from './audit-chain.ts';
import { type AuditEvent, prunedAction } from './audit-event.ts';
import type { AuditStore } from './audit-store.ts';

/** Small enough that writers never wait long for a reader. */
export const auditBatchSize = 500;

/** `known`: an end of the chain somebody has noted down before. */
export async function verifyChain(
  unitOfWork: Pick<UnitOfWork, 'read'>,
  orgId: string,
  known?: ChainEnd,
): Promise<ChainVerdict> {
  for (;;) {
    const begin = await unitOfWork.read(orgId, ({ audit }) => beginOf(audit));
    const verdict = await walk(unitOfWork, orgId, { begin, known });
    if (verdict.kind === 'whole') return verdict;
    // What a prune removed under the walk is not missing.
    const now = await unitOfWork.read(orgId, ({ audit }) => beginOf(audit));
    if (now.first.seq === begin.first.seq && isSame(now.checkpoint, begin.checkpoint))
      return verdict;
  }
}

interface ChainBegin {
  readonly checkpoint: ChainCheckpoint;
  /** Before the first event that is there. What a checkpoint covers may not have been removed yet. */
  readonly first: ChainEnd;
}

async function beginOf(audit: AuditStore): Promise<ChainBegin> {
  const start = { seq: 0, hash: chainStart, createdAt: 0 };
  const checkpoint = (await audit.lastCheckpoint()) ?? start;
  const [event] = await audit.after(0, 1);
  if (event === undefined || event.seq > checkpoint.seq) return { checkpoint, first: checkpoint };
  return { checkpoint, first: { seq: event.seq - 1, hash: event.previousHash } };
}

interface Walk {
  readonly begin: ChainBegin;
  readonly known: ChainEnd | undefined;
}

async function walk(
  unitOfWork: Pick<UnitOfWork, 'read'>,
  orgId: string,
  { begin: { checkpoint, first }, known }: Walk,
): Promise<ChainVerdict> {
  let end = first;
  let isBeginReached = isSame(first, checkpoint);
  let isBeginTold = checkpoint.seq === 0;
  let isKnownReached = known === undefined || isSame(first, known);
  for (;;) {
    const from = end;
    const { events, head } = await unitOfWork.read(orgId, async ({ audit }) => ({
      events: await audit.after(from.seq, auditBatchSize),
      head: await audit.head(),
    }));
    const verdict = verifyEvents(from, events);
    if (verdict.kind === 'broken') return verdict;
    end = verdict.end;
    isBeginReached ||= events.some((event) => isSame(event, checkpoint));
    isBeginTold ||= events.some((event) => tellsCheckpoint(event, checkpoint));
    isKnownReached ||= events.some((event) => known !== undefined && isSame(event, known));
    if (events.length > 0) continue;
    if (!isBeginReached || !isBeginTold) {
      return { kind: 'broken', seq: checkpoint.seq, reason: 'was removed without a trace' };
    }
    if (known !== undefined && !isKnownReached) {
      const isGone = known.seq < checkpoint.seq;
      const reason = isGone ? 'was let go since it was noted down' : 'is not the one noted down';
      return { kind: 'broken', seq: known.seq, reason };
    }
    return endVerdict(end, head ?? { seq: 0, hash: chainStart });
  }
}

function endVerdict(end: ChainEnd, head: ChainEnd): ChainVerdict {
  if (isSame(end, head)) return { kind: 'whole', end };
  if (end.seq < head.seq) return { kind: 'broken', seq: end.seq + 1, reason: 'is missing' };
  if (end.seq > head.seq) return { kind: 'broken', seq: head.seq + 1, reason: 'was slipped in' };
  return { kind: 'broken', seq: end.seq, reason: 'is not the one the log ended with' };
}

function isSame(a: ChainEnd, b: ChainEnd): boolean {
  return a.seq === b.seq && a.hash === b.hash;
}

/** The removal is an event itself, so a checkpoint nobody made shows. */
function tellsCheckpoint({ action, at, afterJson }: AuditEvent, checkpoint: ChainCheckpoint) {
  const { seq, hash, createdAt } = checkpoint;
  return action === prunedAction && at === createdAt && afterJson === JSON.stringify({ seq, hash });
}
