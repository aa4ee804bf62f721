// Whether the database takes writes: asked by writing, since a full or read-only disk still answers every question.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export interface DatabaseHealth {
  /** Why it takes no writes; undefined when it does. */
  trouble(): Promise<'DISK_FULL' | 'DATABASE_UNWRITABLE' | undefined>;
}

/** Probes of a cluster come from many places at once; a commit each would be a load of its own. */
const answerHoldsMs = 5_000;
/** What one piece of the index of SQLite's log takes; with less no write is certain. */
const roomBytesMin = 32 * 1024;
const settingName = 'last-ready-check';

export function createDatabaseHealth({
  unitOfWork,
  clock,
  log,
  freeBytes,
}: {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the disk the database is on, where that is ours to know. */
  readonly freeBytes: () => Promise<number | undefined>;
}): DatabaseHealth {
  let asked:
    | { readonly atMs: number; readonly answer: ReturnType<DatabaseHealth['trouble']> }
    | undefined;
  const ask: DatabaseHealth['trouble'] = async () => {
    try {
      await unitOfWork.writeSystem((stores) =>
        stores.settings.set(settingName, String(clock.now())),
      );
      return undefined;
    } catch (error) {
      log.error('the database cannot be written', { error });
      if (isHarborError(error) && error.code === 'DISK_FULL') return 'DISK_FULL';
      // SQLite often calls a full disk an error of the disk: its log has room, and the index of the log has not.
      const bytes = await freeBytes();
      return bytes !== undefined && bytes < roomBytesMin ? 'DISK_FULL' : 'DATABASE_UNWRITABLE';
    }
  };
  return {
    trouble: () => {
      const nowMs = clock.monotonicMs();
      if (asked === undefined || nowMs - asked.atMs >= answerHoldsMs) {
        asked = { atMs: nowMs, answer: ask() };
      }
      return asked.answer;
    },
  };
}
