// Routes of keys.
import { Type } from 'typebox';
import { makerOf } from '../../domain/keys/caller.ts';
import { principalOf, unscopedOf } from '../access.ts';
import { dataOf, pageOf } from '../envelope.ts';
import { pageAnswer, pageQuery, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, optional } from '../schemas/common.ts';
import { ApiKeySchema, apiKeyView, CreateApiKeyBody, CreatedApiKeySchema } from '../schemas/key.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['keys'] as const;
const dayMs = 24 * 60 * 60 * 1000;

const listOptions = guarded('admin', {
  summary: 'Keys, newest first',
  tags,
  querystring: Type.Object(
    { ...pageQuery, revoked: Type.Optional(Type.Boolean()) },
    { additionalProperties: false },
  ),
  response: { 200: pageOf(ApiKeySchema) },
});
const createOptions = guarded('admin', {
  errors: ['NOT_FOUND'],
  summary: 'Make a key; its text is in this answer only',
  tags,
  body: CreateApiKeyBody,
  response: { 201: dataOf(CreatedApiKeySchema) },
});
const revokeOptions = guarded('admin', {
  summary: 'Revoke a key; its links close at once',
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});

export function keyRoutes(app: ApiServer, { keys, clock }: ApiServices): void {
  app.get('/api/api-keys', listOptions, async (request) => {
    const principal = unscopedOf(request);
    const { query } = request;
    const listed = await keys.list(principal.orgId, {
      ...windowOf(query),
      ...optional('includeRevoked', query.revoked),
    });
    return pageAnswer(request.url, query, {
      data: listed.keys.map(apiKeyView),
      total: listed.total,
    });
  });

  app.post('/api/api-keys', createOptions, async (request, reply) => {
    const principal = principalOf(request);
    const { expiresInDays, kind = 'user', ...wanted } = request.body;
    const expiresAt = expiresInDays && clock.now() + expiresInDays * dayMs;
    const minted = await keys.create(
      principal.orgId,
      { ...wanted, kind, createdBy: makerOf(principal), ...optional('expiresAt', expiresAt) },
      principal,
    );
    void reply.code(201);
    return { data: { ...apiKeyView(minted.key), key: minted.text } };
  });

  app.delete('/api/api-keys/:id', revokeOptions, async (request, reply) => {
    const principal = principalOf(request);
    await keys.revoke(principal.orgId, request.params.id, principal);
    return await reply.code(204).send(null);
  });
}
