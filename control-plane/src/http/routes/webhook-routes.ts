// Where registries tell of pushes. Whoever calls is no user: a secret of the registry's own decides, over the bytes
// as they came. The answer is quick and says little; a refusal is the same whatever was wrong.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { WebhookAnswer } from '../../domain/webhooks/receive-webhook.ts';
import { open } from '../route-schema.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

/** The largest real one, an envelope of many notifications, is a tenth of it. */
const bodyBytesMax = 256 * 1024;
/** CloudEvents asks how often it may call; the rate limits decide in the end. */
const allowedRatePerMinute = '3000';

const tags = ['webhooks'] as const;
const AnswerSchema = Type.Object({
  data: Type.Optional(Type.Object({ outcome: Type.String() })),
  validationResponse: Type.Optional(
    Type.String({ description: 'Of the handshake of Azure Event Grid.' }),
  ),
});
const receiveOptions = (summary: string) => ({
  ...open({
    errors: ['NOT_FOUND', 'RATE_LIMITED', 'UNAUTHORIZED'],
    summary,
    tags,
    response: { 200: AnswerSchema, 202: AnswerSchema },
  }),
  bodyLimit: bodyBytesMax,
});
const allowOptions = open({
  errors: ['NOT_FOUND', 'UNAUTHORIZED'],
  summary: 'The handshake of CloudEvents senders',
  tags,
  response: { 204: Type.Null() },
});

interface WebhookParams {
  readonly provider: string;
  readonly registryId?: string;
  readonly token?: string;
}

export function webhookRoutes(app: ApiServer, { webhooks }: ApiServices): void {
  const receive = async (request: FastifyRequest, reply: FastifyReply) => {
    const { provider, registryId, token } = request.params as WebhookParams;
    const answer = await webhooks.receive({
      format: provider,
      registryId: registryId?.toLowerCase(),
      token,
      source: request.ip,
      message: { headers: headersOf(request), body: bodyOf(request.body) },
    });
    return answerWith(reply, answer);
  };
  const allow = async (request: FastifyRequest, reply: FastifyReply) => {
    const { registryId, token } = request.params as WebhookParams;
    const origin = request.headers['webhook-request-origin'];
    const isOpen = await webhooks.opens({ registryId, token, source: request.ip });
    if (!isOpen || typeof origin !== 'string') throw new HarborError('UNAUTHORIZED');
    void reply.header('allow', 'POST');
    void reply.header('webhook-allowed-origin', origin);
    void reply.header('webhook-allowed-rate', allowedRatePerMinute);
    return await reply.code(204).send(null);
  };

  // In a scope of its own: here, and only here, bodies of any type stay bytes.
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.post(
      '/api/webhooks/:provider',
      receiveOptions('A push event; the secret or signature says of which registry'),
      receive,
    );
    scope.post(
      '/api/webhooks/:provider/:registryId',
      receiveOptions('A push event of a registry'),
      receive,
    );
    scope.post(
      '/api/webhooks/:provider/:registryId/:token',
      receiveOptions('A push event of a sender that can only be given an address'),
      receive,
    );
    scope.options('/api/webhooks/:provider/:registryId/:token', allowOptions, allow);
    done();
  });
}

function answerWith(reply: FastifyReply, answer: WebhookAnswer) {
  switch (answer.kind) {
    case 'accepted':
      void reply.code(202);
      return { data: { outcome: answer.kind } };
    case 'ignored':
    case 'replayed':
    case 'refused':
      return { data: { outcome: answer.kind } };
    case 'handshake':
      return answer.answer;
    case 'unauthenticated':
      throw new HarborError('UNAUTHORIZED');
    case 'invalid':
      throw new HarborError('VALIDATION_FAILED', {
        details: { field: 'body', rule: answer.reason },
      });
    case 'rate-limited':
      void reply.header('retry-after', String(Math.ceil(answer.retryAfterMs / 1000)));
      throw new HarborError('RATE_LIMITED');
  }
}

function headersOf({ headers }: FastifyRequest): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

function bodyOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}
