// Whether the caller is still there. The signal of a request itself ends with its body, long before the answer.
import type { FastifyReply } from 'fastify';

/** Aborted when the connection closes before the answer is sent. */
export function callerSignal({ raw }: Pick<FastifyReply, 'raw'>): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
