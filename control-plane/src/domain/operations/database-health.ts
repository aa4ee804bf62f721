// Whether the database takes writes: asked by writing, since a full or read-only disk still answers every question.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export interface DatabaseHealth {
  isWritable(): Promise<boolean>;
}

/** Probes of a cluster come from many places at once; a commit each would be a load of its own. */
const answerHoldsMs = 5_000;
const settingName = 'last-ready-check';

export function createDatabaseHealth({
  unitOfWork,
  clock,
  log,
}: {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
}): DatabaseHealth {
  let asked: { readonly atMs: number; readonly answer: Promise<boolean> } | undefined;
  const ask = async (): Promise<boolean> => {
    try {
      await unitOfWork.writeSystem((stores) =>
        stores.settings.set(settingName, String(clock.now())),
      );
      return true;
    } catch (error) {
      log.error('the database cannot be written', { error });
      return false;
    }
  };
  return {
    isWritable: () => {
      const nowMs = clock.monotonicMs();
      if (asked === undefined || nowMs - asked.atMs >= answerHoldsMs) {
        asked = { atMs: nowMs, answer: ask() };
      }
      return asked.answer;
    },
  };
}
