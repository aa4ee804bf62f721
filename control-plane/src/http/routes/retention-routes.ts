// Routes of the rules of retention.
import { type Static, Type } from 'typebox';
import type { RetentionInput } from '../../domain/retention/create-retention.ts';
import { type RetentionRule, retentionKinds } from '../../domain/retention/retention-rule.ts';
import { unscopedOf } from '../access.ts';
import { expectedOf, tagEdits } from '../entity-tags.ts';
import { dataOf } from '../envelope.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, isoTime, optional, optionalTime, Time, Uuid } from '../schemas/common.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['retention'] as const;

const scope = {
  kind: Type.Enum([...retentionKinds]),
  repositories: Type.Array(Type.String({ minLength: 1, maxLength: 256 }), {
    minItems: 1,
    maxItems: 100,
    description: 'Globs; one is enough',
  }),
  registryId: Type.Optional(Uuid),
  olderThanDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
  keepNewest: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100_000, description: 'So many of each repository stay.' }),
  ),
};
const example = {
  ...{ name: 'old builds', kind: 'untagged-images', repositories: ['ci/**'] },
  ...{ olderThanDays: 90, keepNewest: 10 },
};

const ScopeBody = Type.Object(scope, {
  additionalProperties: false,
  examples: [{ kind: 'gone-tags', repositories: ['**'], olderThanDays: 30 }],
});
const RuleBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 128 }),
    isEnabled: Type.Optional(Type.Boolean()),
    ...scope,
  },
  { additionalProperties: false, examples: [example] },
);
const RuleSchema = Type.Object({
  id: Uuid,
  name: Type.String(),
  isEnabled: Type.Boolean(),
  ...scope,
  createdAt: Time,
  updatedAt: Time,
  lastRunAt: Type.Optional(Time),
  lastRemoved: Type.Optional(
    Type.Integer({ description: 'By the last run that removed anything' }),
  ),
});

const listOptions = guarded('admin', {
  summary: 'The rules of retention',
  tags,
  response: { 200: dataOf(Type.Array(RuleSchema)) },
});
const createOptions = guarded('admin', {
  errors: ['CONFLICT', 'NOT_FOUND'],
  summary: 'Make a rule of retention',
  tags,
  body: RuleBody,
  response: { 201: dataOf(RuleSchema) },
});
const readOptions = guarded('admin', {
  summary: 'One rule of retention',
  tags,
  params: IdParams,
  response: { 200: dataOf(RuleSchema) },
});
const editOptions = guarded('admin', {
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
  summary: 'Change a rule of retention',
  tags,
  params: IdParams,
  body: RuleBody,
  response: { 200: dataOf(RuleSchema) },
});
const removeOptions = guarded('admin', {
  errors: ['PRECONDITION_FAILED'],
  summary: 'Remove a rule of retention',
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});
const previewOptions = guarded('admin', {
  errors: ['NOT_FOUND'],
  summary: 'What a rule would remove now, without removing it',
  tags,
  body: ScopeBody,
  response: {
    200: dataOf(
      Type.Object({
        total: Type.Integer(),
        names: Type.Array(Type.String(), { description: 'The first 100' }),
      }),
    ),
  },
});

export function retentionRoutes(app: ApiServer, { retention }: ApiServices): void {
  app.get('/api/retention-rules', listOptions, async (request) => {
    const caller = unscopedOf(request);
    return { data: (await retention.list(caller.orgId)).map(ruleView) };
  });

  app.post('/api/retention-rules', createOptions, async (request, reply) => {
    const caller = unscopedOf(request);
    const rule = await retention.create(caller.orgId, inputOf(request.body));
    void reply.code(201).header('location', `/api/retention-rules/${rule.id}`);
    return { data: ruleView(rule) };
  });

  app.get('/api/retention-rules/:id', readOptions, async (request, reply) => {
    const caller = unscopedOf(request);
    const rule = await retention.get(caller.orgId, request.params.id);
    tagEdits(reply, rule.updatedAt);
    return { data: ruleView(rule) };
  });

  app.put('/api/retention-rules/:id', editOptions, async (request, reply) => {
    const caller = unscopedOf(request);
    const { params, body } = request;
    const expected = expectedOf(request);
    const rule = await retention.edit(caller.orgId, params.id, inputOf(body), expected);
    tagEdits(reply, rule.updatedAt);
    return { data: ruleView(rule) };
  });

  app.delete('/api/retention-rules/:id', removeOptions, async (request, reply) => {
    const caller = unscopedOf(request);
    await retention.remove(caller.orgId, request.params.id, expectedOf(request));
    return await reply.code(204).send(null);
  });

  app.post('/api/retention-rules/preview', previewOptions, async (request) => {
    const caller = unscopedOf(request);
    const { total, names } = await retention.preview(caller.orgId, scopeOf(request.body));
    return { data: { total, names: [...names] } };
  });
}

function scopeOf(body: Static<typeof ScopeBody>) {
  const { kind, repositories, registryId, olderThanDays, keepNewest } = body;
  return { kind, repositories, registryId, olderThanDays, keepNewest };
}

function inputOf(body: Static<typeof RuleBody>): RetentionInput {
  return { ...scopeOf(body), name: body.name, isEnabled: body.isEnabled ?? true };
}

function ruleView(rule: RetentionRule): Static<typeof RuleSchema> {
  const { id, name, isEnabled, kind } = rule;
  return {
    ...{ id, name, isEnabled, kind },
    repositories: [...rule.repositories],
    ...optional('registryId', rule.registryId),
    ...optional('olderThanDays', rule.olderThanDays),
    ...optional('keepNewest', rule.keepNewest),
    createdAt: isoTime(rule.createdAt),
    updatedAt: isoTime(rule.updatedAt),
    ...optionalTime('lastRunAt', rule.lastRunAt),
    ...optional('lastRemoved', rule.lastRemoved),
  };
}
