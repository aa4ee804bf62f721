// What the clock does to exceptions: people are warned before one ends, and what it accepted opens again when it has.
// Each has its effect once, whatever restarts come in between: the mark is written with the effect.
import type { Clock } from '@harborguard/shared/ports.ts';
import { severityOfKind } from '../notifications/event-kinds.ts';
import type { NewNotificationEvent } from '../notifications/notification-event.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import type { StoredException } from './policy-store.ts';

export interface EndExceptionsDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

const warnBeforeMs = 7 * 24 * 60 * 60 * 1000;

/** Returns whether tags were queued. */
export async function endExceptions({
  unitOfWork,
  clock,
}: EndExceptionsDependencies): Promise<boolean> {
  const now = clock.now();
  const due = await unitOfWork.readSystem(({ policies }) =>
    policies.organisationsDue(now, now + warnBeforeMs),
  );
  let hasEnded = false;
  for (const orgId of due) {
    const ended = await unitOfWork.write(orgId, async (stores) => {
      await warn(stores, now);
      return await end(stores, now);
    });
    hasEnded ||= ended > 0;
  }
  return hasEnded;
}

async function warn({ policies, notifications }: Stores, now: number): Promise<void> {
  const unwarned = await policies.unwarnedExceptions(now, now + warnBeforeMs);
  await notifications.addEvents(unwarned.map((exception) => expiringEvent(exception, now)));
  await policies.markWarned(
    unwarned.map(({ id }) => id),
    now,
  );
}

/** Also at once after a revocation, in its transaction. */
export async function end({ policies }: Pick<Stores, 'policies'>, now: number): Promise<number> {
  const ended = await policies.endedExceptions(now);
  for (const exception of ended) await policies.queueTagsWith(exception, now);
  await policies.markEnded(
    ended.map(({ id }) => id),
    now,
  );
  return ended.length;
}

function expiringEvent(exception: StoredException, now: number): NewNotificationEvent {
  const { id, advisory, packageName, author } = exception;
  const expiresAt = new Date(exception.expiresAt).toISOString();
  const what = [advisory, packageName].filter((part) => part !== undefined).join(' in ');
  const key = `exception:${id}:${exception.expiresAt}`;
  return {
    ...{ kind: 'exception.expiring', key, newsKey: key, subject: `exception:${id}` },
    severity: severityOfKind('exception.expiring'),
    isNew: true,
    isFixable: false,
    title: `The exception of ${what} by ${author} expires ${expiresAt.slice(0, 10)}`,
    facts: {
      ...(advisory === undefined ? {} : { advisoryId: advisory }),
      ...(packageName === undefined ? {} : { packageName }),
      expiresAt,
    },
    occurredAt: now,
  };
}
