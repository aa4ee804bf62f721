// Looks up the next window of registries whose last one has passed, so that the queue only compares two times.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { nextBlackout } from './blackout.ts';

/** Per transaction; more than that pass at the same moment only on very large installations, and are next. */
const registriesPerRound = 500;

export async function refreshBlackouts({
  unitOfWork,
  clock,
}: {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}): Promise<void> {
  const now = clock.now();
  const passed = await unitOfWork.readSystem(({ registries }) =>
    registries.withPassedBlackout(now, registriesPerRound),
  );
  if (passed.length === 0) return;
  await unitOfWork.writeSystem(async (system) => {
    // Read again: one that was edited meanwhile has its window.
    const due = await system.registries.withPassedBlackout(now, registriesPerRound);
    for (const { id, orgId, blackouts, updatedAt } of due) {
      const blackoutWindow = nextBlackout(blackouts, now) ?? null;
      await system.organisation(orgId).registries.change(id, { blackoutWindow, updatedAt });
    }
  });
}
