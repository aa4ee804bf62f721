// Routes of notification rules and of what was delivered.
import { Type } from 'typebox';
import { deliveryStates } from '../../domain/notifications/notification-store.ts';
import { unscopedOf } from '../access.ts';
import { expectedOf, tagEdits } from '../entity-tags.ts';
import { dataOf, pageOf } from '../envelope.ts';
import { keysetQuery, pageAnswer, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, optional, Uuid } from '../schemas/common.ts';
import {
  DeliverySchema,
  deliveryView,
  eventView,
  filterOf,
  PreviewSchema,
  RuleBody,
  RuleFilterBody,
  RuleSchema,
  ruleSettingsOf,
  ruleView,
} from '../schemas/notification.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['notifications'] as const;

const listOptions = guarded('viewer', {
  summary: 'Notification rules',
  tags,
  response: { 200: dataOf(Type.Array(RuleSchema)) },
});
const getOptions = guarded('viewer', {
  summary: 'One notification rule',
  tags,
  params: IdParams,
  response: { 200: dataOf(RuleSchema) },
});
const createOptions = guarded('admin', {
  errors: ['CONFLICT', 'NOT_FOUND'],
  summary: 'Make a notification rule',
  tags,
  body: RuleBody,
  response: { 201: dataOf(RuleSchema) },
});
const changeOptions = guarded('admin', {
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
  summary: 'Replace a notification rule',
  tags,
  params: IdParams,
  body: RuleBody,
  response: { 200: dataOf(RuleSchema) },
});
const removeOptions = guarded('admin', {
  errors: ['PRECONDITION_FAILED'],
  summary: 'Remove a notification rule; what it has asked for is still delivered',
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});
const previewOptions = guarded('viewer', {
  errors: ['NOT_FOUND'],
  summary: 'Which of the last events a rule would have told',
  tags,
  body: RuleFilterBody,
  response: { 200: dataOf(PreviewSchema) },
});
const deliveriesOptions = guarded('viewer', {
  summary: 'Deliveries, newest first',
  tags,
  querystring: Type.Object(
    {
      ...keysetQuery,
      state: Type.Optional(Type.Enum([...deliveryStates])),
      channel: Type.Optional(Uuid),
      rule: Type.Optional(Uuid),
    },
    { additionalProperties: false },
  ),
  response: { 200: pageOf(DeliverySchema) },
});
const redeliverOptions = guarded('admin', {
  summary: 'Deliver once more, under the same id',
  tags,
  params: IdParams,
  response: { 202: dataOf(DeliverySchema) },
});

export function notificationRuleRoutes(
  app: ApiServer,
  { notificationRules: rules }: ApiServices,
): void {
  app.get('/api/notification-rules', listOptions, async (request) => {
    const principal = unscopedOf(request);
    return { data: (await rules.list(principal.orgId)).map(ruleView) };
  });

  app.get('/api/notification-rules/:id', getOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const rule = await rules.get(principal.orgId, request.params.id);
    tagEdits(reply, rule.updatedAt);
    return { data: ruleView(rule) };
  });

  app.post('/api/notification-rules', createOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const rule = await rules.create(principal.orgId, ruleSettingsOf(request.body));
    void reply.code(201);
    return { data: ruleView(rule) };
  });

  app.put('/api/notification-rules/:id', changeOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const settings = ruleSettingsOf(request.body);
    const { id } = request.params;
    const rule = await rules.change(principal.orgId, id, settings, expectedOf(request));
    tagEdits(reply, rule.updatedAt);
    return { data: ruleView(rule) };
  });

  app.delete('/api/notification-rules/:id', removeOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    await rules.remove(principal.orgId, request.params.id, expectedOf(request));
    return await reply.code(204).send(null);
  });

  app.post('/api/notification-rules/preview', previewOptions, async (request) => {
    const principal = unscopedOf(request);
    const { lookedAt, matched } = await rules.preview(principal.orgId, filterOf(request.body));
    return { data: { lookedAt, matched: matched.map(eventView) } };
  });

  app.get('/api/deliveries', deliveriesOptions, async (request) => {
    const principal = unscopedOf(request);
    const { query } = request;
    const { deliveries, ...page } = await rules.deliveries(principal.orgId, {
      page: windowOf(query),
      ...optional('state', query.state),
      ...optional('channelId', query.channel),
      ...optional('ruleId', query.rule),
    });
    return pageAnswer(request.url, query, { data: deliveries.map(deliveryView), ...page });
  });

  app.post('/api/deliveries/:id/redeliver', redeliverOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const delivery = await rules.redeliver(principal.orgId, request.params.id);
    void reply.code(202);
    return { data: deliveryView(delivery) };
  });
}
