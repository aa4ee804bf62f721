// Routes for whoever sets up push events of a registry: what to enter at the vendor, new secrets, what has arrived.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { demandScope, principalOf } from '../access.ts';
import { dataOf, pageOf } from '../envelope.ts';
import { pageAnswer, pageQuery, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, Uuid } from '../schemas/common.ts';
import {
  CreatedWebhookSchema,
  CreateWebhookBody,
  WebhookReceiptSchema,
  WebhookSchema,
  webhookReceiptView,
  webhookView,
} from '../schemas/webhook.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['webhooks'] as const;

const showOptions = guarded('developer', {
  summary: 'What to enter at the vendor for push events',
  tags,
  params: IdParams,
  response: { 200: dataOf(WebhookSchema) },
});
const createOptions = {
  ...guarded('admin', {
    summary: 'Make a webhook secret; the one before stays valid, older ones end',
    tags,
    params: IdParams,
    body: CreateWebhookBody,
    response: { 201: dataOf(CreatedWebhookSchema) },
  }),
  // Mostly there is nothing to say besides.
  preValidation: (request: FastifyRequest, _reply: FastifyReply, done: () => void): void => {
    request.body ??= {};
    done();
  },
};
const revokeOptions = guarded('admin', {
  summary: 'Revoke one webhook secret, or everything senders of this registry have',
  tags,
  params: IdParams,
  querystring: Type.Object({ secretId: Type.Optional(Uuid) }, { additionalProperties: false }),
  response: { 204: Type.Null() },
});
const receiptsOptions = guarded('developer', {
  summary: 'What senders of this registry have delivered, newest first',
  tags,
  params: IdParams,
  querystring: Type.Object(pageQuery, { additionalProperties: false }),
  response: { 200: pageOf(WebhookReceiptSchema) },
});

export function webhookSecretRoutes(
  app: ApiServer,
  { webhookSecrets, publicUrl }: ApiServices,
): void {
  app.get('/api/registries/:id/webhook', showOptions, async (request) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    const settings = await webhookSecrets.show(principal.orgId, request.params.id);
    return { data: webhookView(settings, { publicUrl }) };
  });

  app.post('/api/registries/:id/webhook', createOptions, async (request, reply) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    const identity = request.body.googleIdentity;
    if (identity && identity.audience === undefined && publicUrl === undefined) {
      throw new HarborError('VALIDATION_FAILED', {
        details: { field: 'googleIdentity', rule: 'audience is required without a public address' },
      });
    }
    const change =
      identity === undefined
        ? {}
        : { identity: identity && { email: identity.email, audience: identity.audience } };
    const created = await webhookSecrets.create(principal.orgId, request.params.id, change);
    const { secret } = created;
    void reply.code(201);
    return { data: { ...webhookView(created, { publicUrl, secret }), secret } };
  });

  app.delete('/api/registries/:id/webhook', revokeOptions, async (request, reply) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    const { secretId } = request.query;
    await webhookSecrets.revoke(principal.orgId, request.params.id, secretId);
    return await reply.code(204).send(null);
  });

  app.get('/api/registries/:id/webhook/receipts', receiptsOptions, async (request) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    const page = windowOf(request.query);
    const found = await webhookSecrets.receipts(principal.orgId, request.params.id, page);
    const data = found.receipts.map(webhookReceiptView);
    return pageAnswer(request.url, request.query, { data, total: found.total });
  });
}
