// Idempotency-Key on POST (draft-ietf-httpapi-idempotency-key-header): a client that got no answer sends the same again
// and cannot make a thing twice.
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Log } from '@harborguard/shared/ports.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IdempotentAnswers } from '../domain/operations/idempotent-answers.ts';
import { principalOf } from './access.ts';
import { ownerOf } from './request-owner.ts';

/** Printable and bounded: it is hashed, never stored or logged. */
const keyPattern = /^[\x21-\x7e]{1,255}$/;
/** The answer to a POST that creates is a few kilobytes. */
const keptCharactersMax = 256 * 1024;
const retryAfterSeconds = '1';

const firsts = new WeakMap<FastifyRequest, { readonly orgId: string; readonly keyHash: string }>();

/** Of the first request under its key: undefined where there is no key. */
export function idempotentKeyHashOf(request: FastifyRequest): string | undefined {
  return firsts.get(request)?.keyHash;
}

export function replayAnswers(app: FastifyInstance, answers: IdempotentAnswers): void {
  app.addHook('preHandler', async (request, reply) => {
    const owner = ownerOf(request);
    const key = keyOf(request);
    if (owner === undefined || key === undefined) return;
    const { orgId } = principalOf(request);
    const begun = await begin(answers, reply, {
      ...{ orgId, owner, key },
      route: `POST ${request.routeOptions.url ?? ''}`,
      content: JSON.stringify([request.url, request.body ?? null]),
    });
    if (begun.kind === 'first') {
      firsts.set(request, { orgId, keyHash: begun.keyHash });
      return;
    }
    const { status, body, location } = begun.answer;
    if (location !== undefined) void reply.header('location', location);
    void reply.code(status).header('idempotent-replayed', 'true');
    if (body !== '') void reply.type('application/json; charset=utf-8');
    await reply.send(body === '' ? null : body);
  });
}

export function keepAnswers(app: FastifyInstance, answers: IdempotentAnswers, log: Log): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const first = firsts.get(request);
    if (first === undefined) return payload;
    firsts.delete(request);
    try {
      await keep(answers, first, { reply, payload });
    } catch (error) {
      // The effect is there, so the answer goes out; only a repetition would not be recognised.
      log.error('an answer could not be kept for repetition', { id: request.id, error });
    }
    return payload;
  });
}

async function begin(
  answers: IdempotentAnswers,
  reply: FastifyReply,
  request: Parameters<IdempotentAnswers['begin']>[0],
) {
  try {
    return await answers.begin(request);
  } catch (error) {
    const isAtWork = isHarborError(error) && error.code === 'IDEMPOTENCY_IN_PROGRESS';
    if (isAtWork) void reply.header('retry-after', retryAfterSeconds);
    throw error;
  }
}

async function keep(
  answers: IdempotentAnswers,
  { orgId, keyHash }: { readonly orgId: string; readonly keyHash: string },
  { reply, payload }: { readonly reply: FastifyReply; readonly payload: unknown },
): Promise<void> {
  const { statusCode: status } = reply;
  const body = payload === null || payload === undefined ? '' : payload;
  const mayPass = status >= 500 || status === 429;
  if (mayPass || typeof body !== 'string' || body.length > keptCharactersMax) {
    await answers.forget(orgId, keyHash);
    return;
  }
  const location = reply.getHeader('location');
  await answers.finish(orgId, keyHash, {
    ...{ status, body },
    ...(typeof location === 'string' ? { location } : {}),
  });
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (request.method !== 'POST' || key === undefined) return undefined;
  if (typeof key === 'string' && keyPattern.test(key)) return key;
  throw new HarborError('VALIDATION_FAILED', {
    details: { field: 'Idempotency-Key', rule: 'is 1 to 255 printable characters without spaces' },
  });
}
