// Routes of tokens: personal ones, with which a person's programs act as that person, and enrolment tokens, which
// sensors exchange for keys of their own.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { makerOf } from '../../domain/keys/caller.ts';
import { roles } from '../../domain/keys/roles.ts';
import { principalOf, unscopedOf } from '../access.ts';
import { dataOf, pageOf } from '../envelope.ts';
import { pageAnswer, pageQuery, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, optional, Uuid } from '../schemas/common.ts';
import {
  CreatedEnrolmentTokenSchema,
  CreateEnrolmentTokenBody,
  EnrolmentTokenSchema,
  enrolmentTokenView,
} from '../schemas/enrolment.ts';
import { ApiKeySchema, apiKeyView, CreatedApiKeySchema } from '../schemas/key.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['keys'] as const;
const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const querystring = Type.Object(pageQuery, { additionalProperties: false });

const tokensOptions = guarded('viewer', {
  summary: "One's own personal tokens, newest first",
  tags,
  querystring,
  response: { 200: pageOf(ApiKeySchema) },
});
const createTokenOptions = guarded('viewer', {
  summary: 'Make a personal token, up to one’s own role; its text is in this answer only',
  tags,
  body: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 128 }),
      role: Type.Enum([...roles]),
      registryIds: Type.Optional(Type.Array(Uuid, { maxItems: 1000 })),
      expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
    },
    { additionalProperties: false },
  ),
  response: { 201: dataOf(CreatedApiKeySchema) },
});
const revokeTokenOptions = guarded('viewer', {
  summary: "Revoke one of one's own personal tokens",
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});
const enrolmentsOptions = guarded('admin', {
  summary: 'Enrolment tokens, newest first',
  tags,
  querystring,
  response: { 200: pageOf(EnrolmentTokenSchema) },
});
const createEnrolmentOptions = guarded('admin', {
  errors: ['NOT_FOUND'],
  summary: 'Make an enrolment token; its text is in this answer only',
  tags,
  body: CreateEnrolmentTokenBody,
  response: { 201: dataOf(CreatedEnrolmentTokenSchema) },
});
const revokeEnrolmentOptions = guarded('admin', {
  summary: 'Revoke an enrolment token; sensors that came with it keep their keys',
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});

export function tokenRoutes(app: ApiServer, { keys, enrolments, clock }: ApiServices): void {
  app.get('/api/me/tokens', tokensOptions, async (request) => {
    const { orgId, actor } = personOf(request);
    const { query } = request;
    const listed = await keys.list(orgId, { ...windowOf(query), personId: actor.id });
    const data = listed.keys.map(apiKeyView);
    return pageAnswer(request.url, query, { data, total: listed.total });
  });
  app.post('/api/me/tokens', createTokenOptions, async (request, reply) => {
    const caller = personOf(request);
    const { expiresInDays, ...wanted } = request.body;
    const expiresAt = expiresInDays && clock.now() + expiresInDays * dayMs;
    const minted = await keys.create(
      caller.orgId,
      {
        ...wanted,
        ...{ kind: 'personal', personId: caller.actor.id, createdBy: makerOf(caller) },
        ...optional('expiresAt', expiresAt),
      },
      caller,
    );
    void reply.code(201);
    return { data: { ...apiKeyView(minted.key), key: minted.text } };
  });
  app.delete('/api/me/tokens/:id', revokeTokenOptions, async (request, reply) => {
    const { orgId, actor } = personOf(request);
    const { id } = request.params;
    const key = await keys.get(orgId, id);
    if (key.personId !== actor.id) throw new HarborError('NOT_FOUND', { details: { keyId: id } });
    // Whatever role it was made with: it is theirs to end.
    await keys.revoke(orgId, id, { role: 'owner', registryIds: [] });
    return await reply.code(204).send(null);
  });

  app.get('/api/enrolment-tokens', enrolmentsOptions, async (request) => {
    const caller = unscopedOf(request);
    const { query } = request;
    const listed = await enrolments.list(caller.orgId, windowOf(query));
    const data = listed.tokens.map(enrolmentTokenView);
    return pageAnswer(request.url, query, { data, total: listed.total });
  });
  app.post('/api/enrolment-tokens', createEnrolmentOptions, async (request, reply) => {
    const caller = unscopedOf(request);
    const { name, registryIds = [], labels = {}, usesMax = 1, expiresInHours = 24 } = request.body;
    const created = await enrolments.create(caller.orgId, {
      ...{ name, registryIds, labels, usesMax },
      expiresAt: clock.now() + expiresInHours * hourMs,
      createdBy: makerOf(caller),
    });
    void reply.code(201);
    return { data: { ...enrolmentTokenView(created.token), token: created.text } };
  });
  app.delete('/api/enrolment-tokens/:id', revokeEnrolmentOptions, async (request, reply) => {
    const caller = unscopedOf(request);
    await enrolments.revoke(caller.orgId, request.params.id);
    return await reply.code(204).send(null);
  });
}

function personOf(request: FastifyRequest) {
  const { actor, ...caller } = principalOf(request);
  if (actor.kind === 'person') return { ...caller, actor };
  throw new HarborError('FORBIDDEN', { details: { rule: 'only for a signed-in person' } });
}
