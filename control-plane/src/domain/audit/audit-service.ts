// Reading the audit log: pages, exports and the proof that nothing is missing or was changed. And letting old events
// go, by a checkpoint that keeps the rest provable.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { PageRequest } from '../inventory/image-queries.ts';
import { pause } from '../pause.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import type { ChainEnd, ChainVerdict } from './audit-chain.ts';
import { type AuditEvent, operator, prunedAction } from './audit-event.ts';
import type { AuditFilter, AuditPage } from './audit-store.ts';
import {
  auditBatchSize,
  type ChainStep,
  type ChainWalk,
  stepAlong,
  verifyChain,
} from './verify-chain.ts';

/** 10,000 events: some tenths of a second, and an answer before anybody wonders. */
const batchesPerPiece = 20;

export interface AuditService {
  list(orgId: string, filter: AuditFilter, page: PageRequest): Promise<AuditPage>;
  /** Oldest first, in batches, each in its own transaction. */
  export(orgId: string, filter: AuditFilter): AsyncGenerator<readonly AuditEvent[]>;
  /** `known`: an end of the chain somebody has noted down before. */
  verify(orgId: string, known?: ChainEnd): Promise<ChainVerdict>;
  /** A piece of that, which holds up nobody: the next one goes on with the `walk` this one ended at. */
  verifyPiece(
    orgId: string,
    from: { readonly walk: ChainWalk | undefined; readonly known: ChainEnd | undefined },
  ): Promise<ChainStep>;
  /** Removes events older than `before`; returns how many. */
  prune(orgId: string, before: number): Promise<number>;
}

export function createAuditService({
  unitOfWork,
  clock,
}: {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}): AuditService {
  async function* batches(orgId: string, filter: AuditFilter) {
    let seq = 0;
    for (;;) {
      const after = seq;
      const events = await unitOfWork.read(orgId, (stores) =>
        stores.audit.after(after, auditBatchSize, filter),
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
    export: (orgId, filter) => batches(orgId, filter),
    verify: (orgId, known) => verifyChain(unitOfWork, orgId, known),
    verifyPiece: async (orgId, { walk, known }) => {
      let step = await stepAlong(unitOfWork, orgId, { walk, known });
      for (let batch = 1; batch < batchesPerPiece && step.kind === 'going-on'; batch += 1) {
        // A short log is proven in one turn.
        if (step.walk.end.seq < step.head.seq) await pause(clock, 0);
        step = await stepAlong(unitOfWork, orgId, { walk: step.walk, known });
      }
      return step;
    },
    prune: async (orgId, before) => {
      const isMarked = await unitOfWork.write(orgId, (stores) => mark(stores, before, clock.now()));
      if (!isMarked) return 0;
      let removed = 0;
      for (;;) {
        const count = await unitOfWork.write(orgId, (stores) =>
          stores.audit.removeCovered(auditBatchSize),
        );
        removed += count;
        if (count < auditBatchSize) return removed;
      }
    },
  };
}

/** Says whether there is anything that may go: also what a run before, which was stopped, has left. */
async function mark({ audit }: Stores, before: number, now: number): Promise<boolean> {
  const last = await audit.lastBefore(before, now);
  if (last === undefined) return false;
  const covered = await audit.lastCheckpoint();
  if (covered !== undefined && covered.seq >= last.seq) return true;
  const { seq, hash } = last;
  await audit.append({
    at: now,
    ...{ actor: operator, address: '', requestId: '', action: prunedAction },
    target: { kind: 'audit', id: String(seq) },
    before: undefined,
    after: { seq, hash },
  });
  await audit.checkpoint({ seq, hash, createdAt: now });
  return true;
}
