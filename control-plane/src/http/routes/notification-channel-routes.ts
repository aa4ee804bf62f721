// Routes of notification channels.
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { unscopedOf } from '../access.ts';
import { expectedOf, tagEdits } from '../entity-tags.ts';
import { dataOf } from '../envelope.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, optional } from '../schemas/common.ts';
import {
  ChannelBody,
  ChannelSchema,
  channelView,
  MadeChannelSchema,
  TestResultSchema,
  testResultView,
} from '../schemas/notification.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['notifications'] as const;

const listOptions = guarded('viewer', {
  summary: 'Notification channels, without their secrets',
  tags,
  response: { 200: dataOf(Type.Array(ChannelSchema)) },
});
const getOptions = guarded('viewer', {
  summary: 'One notification channel, without its secrets',
  tags,
  params: IdParams,
  response: { 200: dataOf(ChannelSchema) },
});
const createOptions = guarded('admin', {
  errors: ['CONFLICT'],
  summary: 'Make a notification channel; the signing secret of a webhook is in this answer only',
  tags,
  body: ChannelBody,
  response: { 201: dataOf(MadeChannelSchema) },
});
const changeOptions = guarded('admin', {
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
  summary: 'Replace a notification channel; secrets that are left out stay',
  tags,
  params: IdParams,
  body: ChannelBody,
  response: { 200: dataOf(ChannelSchema) },
});
const removeOptions = guarded('admin', {
  errors: ['PRECONDITION_FAILED'],
  summary: 'Remove a notification channel with its rules and deliveries',
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});
const testOptions = guarded('admin', {
  summary: 'Send a test message at once and say what came of it',
  tags,
  params: IdParams,
  response: { 200: dataOf(TestResultSchema) },
});
const rotateOptions = guarded('admin', {
  errors: ['CONFLICT'],
  summary: 'Make another signing secret; the one before signs too for a day',
  tags,
  params: IdParams,
  response: { 200: dataOf(MadeChannelSchema) },
});

export function notificationChannelRoutes(
  app: ApiServer,
  { notificationChannels: channels }: ApiServices,
): void {
  app.get('/api/notification-channels', listOptions, async (request) => {
    const principal = unscopedOf(request);
    return { data: (await channels.list(principal.orgId)).map(channelView) };
  });

  app.get('/api/notification-channels/:id', getOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const channel = await channels.get(principal.orgId, request.params.id);
    tagEdits(reply, channel.updatedAt);
    return { data: channelView(channel) };
  });

  app.post('/api/notification-channels', createOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const made = await channels.create(principal.orgId, wishOf(request.body));
    void reply.code(201);
    return {
      data: { ...channelView(made.channel), ...optional('signingSecret', made.signingSecret) },
    };
  });

  app.put('/api/notification-channels/:id', changeOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const { params, body } = request;
    const expected = expectedOf(request);
    const channel = await channels.change(principal.orgId, params.id, wishOf(body), expected);
    tagEdits(reply, channel.updatedAt);
    return { data: channelView(channel) };
  });

  app.delete('/api/notification-channels/:id', removeOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    await channels.remove(principal.orgId, request.params.id, expectedOf(request));
    return await reply.code(204).send(null);
  });

  app.post('/api/notification-channels/:id/test', testOptions, async (request) => {
    const principal = unscopedOf(request);
    return { data: testResultView(await channels.test(principal.orgId, request.params.id)) };
  });

  app.post('/api/notification-channels/:id/rotate-secret', rotateOptions, async (request) => {
    const principal = unscopedOf(request);
    const made = await channels.rotateSecret(principal.orgId, request.params.id);
    return {
      data: { ...channelView(made.channel), ...optional('signingSecret', made.signingSecret) },
    };
  });
}

function wishOf({ name, isEnabled = true, target }: Static<typeof ChannelBody>) {
  return { name, isEnabled, target };
}
