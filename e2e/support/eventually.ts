// Waits for something another process brings about. The only waiting in tests: it asks again, it never just sleeps.
import { setTimeout as wait } from 'node:timers/promises';

interface Patience {
  readonly deadlineMs?: number;
  readonly askAgainMs?: number;
}

/** The first answer that is not undefined. Pauses are counted, not the clock: on a busy machine everybody is slower. */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined> | Answer | undefined,
  { deadlineMs = 120_000, askAgainMs = 50 }: Patience = {},
): Promise<Answer> {
  for (let waitedMs = 0; waitedMs < deadlineMs; waitedMs += askAgainMs) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await wait(askAgainMs);
  }
  throw new Error(`still waiting for ${what} after ${deadlineMs} ms`);
}
