// Answers that go on for long after their request was let in: streams of events, and files that are made as they are
// taken. They end with the right to them, however that ended: revoked, expired, or less than it was.
import { Readable } from 'node:stream';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { FastifyInstance } from 'fastify';
import type { Caller } from '../domain/keys/caller.ts';
import type { CallerStanding } from '../domain/people/caller-standing.ts';
import { callerOf } from './access.ts';

/** A revoked key is to be deaf within two seconds. */
const checkIntervalMs = 1_000;

export interface LastingAnswers {
  /** `cut` is called once, when the caller may no longer have the answer. Returns what to call at its end. */
  watch(caller: Caller, cut: () => void): () => void;
}

interface Watched {
  readonly caller: Caller;
  readonly cut: () => void;
}

export function createLastingAnswers({
  clock,
  log,
  standing,
}: {
  readonly clock: Clock;
  readonly log: Log;
  readonly standing: CallerStanding;
}): LastingAnswers {
  const open = new Set<Watched>();
  let isWaiting = false;

  const check = async (): Promise<void> => {
    const watched = [...open];
    // The last may have ended in between, and with it the program’s use of the database.
    if (watched.length === 0) return;
    const lapsed = new Set(await standing.lapsed(watched.map(({ caller }) => caller)));
    for (const answer of watched) {
      if (lapsed.has(answer.caller) && open.delete(answer)) answer.cut();
    }
  };
  const wait = (): void => {
    if (isWaiting || open.size === 0) return;
    isWaiting = true;
    const next = async (): Promise<void> => {
      await check().catch((error: unknown) => {
        log.error('the callers of open answers could not be checked', { error });
      });
      isWaiting = false;
      wait();
    };
    clock.setTimer(checkIntervalMs, () => void next(), { background: true });
  };

  return {
    watch: (caller, cut) => {
      const answer = { caller, cut };
      open.add(answer);
      wait();
      return () => void open.delete(answer);
    },
  };
}

/** Cut off, not ended: half a file must not look like a whole one. */
export function cutLapsedFiles(app: FastifyInstance, answers: LastingAnswers): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const caller = callerOf(request);
    if (caller !== undefined && payload instanceof Readable) {
      const ended = answers.watch(caller, () => reply.raw.destroy());
      reply.raw.once('close', ended);
    }
    done(null, payload);
  });
}
