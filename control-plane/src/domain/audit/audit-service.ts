// Reading the audit log: pages, exports and the proof that nothing is missing or was changed. And letting old events
// go, by a checkpoint that keeps the rest provable.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { PageRequest } from '../inventory/image-queries.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import { type ChainEnd, type ChainVerdict, verifyEvents } from './audit-chain.ts';
import { type AuditEvent, operator } from './audit-event.ts';
import type { AuditFilter, AuditPage } from './audit-store.ts';

export interface AuditService {
  list(orgId: string, filter: AuditFilter, page: PageRequest): Promise<AuditPage>;
  /** Oldest first, in batches, each in its own transaction. */
  export(orgId: string, filter: AuditFilter): AsyncGenerator<readonly AuditEvent[]>;
  /** `known`: an end of the chain somebody has noted down before. */
  verify(orgId: string, known?: ChainEnd): Promise<ChainVerdict>;
  /** Removes events older than `before`; returns how many. */
  prune(orgId: string, before: number): Promise<number>;
}

/** Small enough that writers never wait long for a reader. */
const batchSize = 500;
export const prunedAction = 'audit.pruned';

export function createAuditService({
  unitOfWork,
  clock,
}: {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}): AuditService {
  async function* batches(orgId: string, from: number, filter: AuditFilter) {
    let seq = from;
    for (;;) {
      const after = seq;
      const events = await unitOfWork.read(orgId, (stores) =>
        stores.audit.after(after, batchSize, filter),
      );
      const last = events.at(-1);
      if (last === undefined) return;
      yield events;
      seq = last.seq;
    }
  }
  return {
    list: (orgId, filter, page) =>
      unitOfWork.read(orgId, (stores) => stores.audit.list(filter, page)),
    export: (orgId, filter) => batches(orgId, 0, filter),
    verify: async (orgId, known) => {
      const begin = await unitOfWork.read(orgId, (stores) => stores.audit.chainBegin());
      let end = begin;
      let isBeginProven = begin.seq === 0;
      let isKnownProven = known === undefined || isSame(begin, known);
      for await (const events of batches(orgId, begin.seq, {})) {
        const verdict = verifyEvents(end, events);
        if (verdict.kind === 'broken') return verdict;
        end = verdict.end;
        isBeginProven ||= events.some((event) => tellsCheckpoint(event, begin));
        isKnownProven ||= events.some((event) => known !== undefined && isSame(event, known));
      }
      if (!isBeginProven) {
        return { kind: 'broken', seq: begin.seq, reason: 'was removed without a trace' };
      }
      if (known !== undefined && !isKnownProven) {
        return { kind: 'broken', seq: known.seq, reason: 'is not the one noted down' };
      }
      return { kind: 'whole', end };
    },
    prune: async (orgId, before) => {
      const isMarked = await unitOfWork.write(orgId, (stores) => mark(stores, before, clock.now()));
      if (!isMarked) return 0;
      let removed = 0;
      for (;;) {
        const count = await unitOfWork.write(orgId, (stores) =>
          stores.audit.removeCovered(batchSize),
        );
        removed += count;
        if (count < batchSize) return removed;
      }
    },
  };
}

/** The removal itself is an event, so a checkpoint nobody made shows. */
async function mark({ audit }: Stores, before: number, now: number): Promise<boolean> {
  const last = await audit.lastBefore(before);
  if (last === undefined) return false;
  await audit.append({
    at: now,
    ...{ actor: operator, address: '', requestId: '', action: prunedAction },
    target: { kind: 'audit', id: String(last.seq) },
    before: undefined,
    after: { seq: last.seq, hash: last.hash },
  });
  await audit.checkpoint(last, now);
  return true;
}

function isSame(a: ChainEnd, b: ChainEnd): boolean {
  return a.seq === b.seq && a.hash === b.hash;
}

function tellsCheckpoint({ action, afterJson }: AuditEvent, { seq, hash }: ChainEnd): boolean {
  return action === prunedAction && afterJson === JSON.stringify({ seq, hash });
}
