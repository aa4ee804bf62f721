// Who a request counts for: its key or the person that is signed in, as a name that tells nothing.
import type { FastifyRequest } from 'fastify';
import { callerOf } from './access.ts';

/** Undefined on open routes. */
export function ownerOf(request: FastifyRequest): string | undefined {
  const caller = callerOf(request);
  if (caller === undefined) return undefined;
  const { orgId, actor } = caller;
  return `${orgId} ${actor.kind} ${actor.id}`;
}
