// Removes history for its age, a few rows at a time, so that no write of anybody else waits for it.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import { pause } from '../pause.ts';
import { Clockwork } from '../sensors/clockwork.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type HistoryKind, historyKinds } from './history-store.ts';
import { answersKeptMs } from './idempotent-answers.ts';

export interface HistoryPruner {
  start(): void;
  stop(): Promise<void>;
  /** Resolves once everything that is too old is gone. */
  run(): Promise<void>;
}

export interface HistoryPrunerDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  readonly historyDays: number;
  readonly onPruned: (rows: number) => void;
}

const everyMs = 15 * 60_000;
const dayMs = 24 * 60 * 60_000;
/** What people are told again when it is forgotten outlives other history. */
const newsKeptMs = 90 * dayMs;
/** What does not follow the days that are configured. */
const keptMs: Readonly<Partial<Record<HistoryKind, number>>> = {
  'idempotent-answer': answersKeptMs,
  'notification-news': newsKeptMs,
  delivery: newsKeptMs,
  'notification-event': newsKeptMs,
};
/** A commit of this size takes some milliseconds. */
const batchRows = 500;
/** Between two batches others get their turn at the database. */
const betweenBatchesMs = 20;

export function createHistoryPruner(dependencies: HistoryPrunerDependencies): HistoryPruner {
  const { unitOfWork, clock, log, historyDays, onPruned } = dependencies;
  let isStopped = false;
  const pruneAll = async (kind: HistoryKind): Promise<number> => {
    const before = clock.now() - (keptMs[kind] ?? historyDays * dayMs);
    let total = 0;
    for (;;) {
      const rows = await unitOfWork.writeSystem(({ history }) =>
        history.prune(kind, before, batchRows),
      );
      total += rows;
      onPruned(rows);
      if (rows < batchRows || isStopped) return total;
      await pause(clock, betweenBatchesMs);
    }
  };
  const run = async (): Promise<void> => {
    for (const kind of historyKinds) {
      const rows = await pruneAll(kind);
      if (rows > 0) log.info('history pruned', { kind, rows });
    }
  };
  const clockwork = new Clockwork(clock, log, [{ name: 'prune history', everyMs, run }]);
  return {
    run,
    start: () => clockwork.start(),
    stop: () => {
      isStopped = true;
      return clockwork.stop();
    },
  };
}
