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

/** Where a proof has got to; it may be kept by whoever asked for it, and go on from there. */
export interface ChainWalk {
  readonly begin: ChainBegin;
  readonly end: ChainEnd;
  readonly isBeginReached: boolean;
  readonly isBeginTold: boolean;
  readonly isKnownReached: boolean;
}

export type ChainStep =
  | { readonly kind: 'going-on'; readonly walk: ChainWalk; readonly head: ChainEnd }
  | ChainVerdict;

/** `known`: an end of the chain somebody has noted down before. */
export async function verifyChain(
  unitOfWork: Pick<UnitOfWork, 'read'>,
  orgId: string,
  known?: ChainEnd,
): Promise<ChainVerdict> {
  let walk: ChainWalk | undefined;
  for (;;) {
    const step = await stepAlong(unitOfWork, orgId, { walk, known });
    if (step.kind !== 'going-on') return step;
    walk = step.walk;
  }
}

/** One batch further, or from the beginning where there is no `walk` yet. */
export async function stepAlong(
  unitOfWork: Pick<UnitOfWork, 'read'>,
  orgId: string,
  { walk, known }: { readonly walk: ChainWalk | undefined; readonly known: ChainEnd | undefined },
): Promise<ChainStep> {
  return await unitOfWork.read(orgId, async ({ audit }) => {
    const from = walk ?? walkFrom(await beginOf(audit), known);
    const head = (await audit.head()) ?? { seq: 0, hash: chainStart };
    const step = stepOver(from, await audit.after(from.end.seq, auditBatchSize), { head, known });
    if (step.kind !== 'broken') return step;
    // What a prune removed under the walk is not missing.
    const begin = await beginOf(audit);
    const { first, checkpoint } = from.begin;
    if (begin.first.seq === first.seq && isSame(begin.checkpoint, checkpoint)) return step;
    return { kind: 'going-on', walk: walkFrom(begin, known), head };
  });
}

export interface ChainBegin {
  readonly checkpoint: ChainCheckpoint;
  /** Before the first event that is there. What a checkpoint covers may not have been removed yet. */
  readonly first: ChainEnd;
}

async function beginOf(audit: AuditStore): Promise<ChainBegin> {
  const start = { seq: 0, hash: chainStart, createdAt: 0 };
  const checkpoint = (await audit.lastCheckpoint()) ?? start;
  const [event] = await audit.after(0, 1);
  if (event === undefined || event.seq > checkpoint.seq) {
    return { checkpoint, first: { seq: checkpoint.seq, hash: checkpoint.hash } };
  }
  return { checkpoint, first: { seq: event.seq - 1, hash: event.previousHash } };
}

function walkFrom(begin: ChainBegin, known: ChainEnd | undefined): ChainWalk {
  const { first, checkpoint } = begin;
  return {
    ...{ begin, end: first },
    isBeginReached: isSame(first, checkpoint),
    isBeginTold: checkpoint.seq === 0,
    isKnownReached: known === undefined || isSame(first, known),
  };
}

function stepOver(
  from: ChainWalk,
  events: readonly AuditEvent[],
  { head, known }: { readonly head: ChainEnd; readonly known: ChainEnd | undefined },
): ChainStep {
  const { checkpoint } = from.begin;
  const verdict = verifyEvents(from.end, events);
  if (verdict.kind === 'broken') return verdict;
  const walk: ChainWalk = {
    begin: from.begin,
    end: verdict.end,
    isBeginReached: from.isBeginReached || events.some((event) => isSame(event, checkpoint)),
    isBeginTold: from.isBeginTold || events.some((event) => tellsCheckpoint(event, checkpoint)),
    isKnownReached:
      from.isKnownReached || events.some((event) => known !== undefined && isSame(event, known)),
  };
  if (events.length > 0) return { kind: 'going-on', walk, head };
  if (!walk.isBeginReached || !walk.isBeginTold) {
    return { kind: 'broken', seq: checkpoint.seq, reason: 'was removed without a trace' };
  }
  if (known !== undefined && !walk.isKnownReached) {
    const isGone = known.seq < checkpoint.seq;
    const reason = isGone ? 'was let go since it was noted down' : 'is not the one noted down';
    return { kind: 'broken', seq: known.seq, reason };
  }
  return endVerdict(walk.end, head);
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
