// Routes of saved views.
import { type Static, Type } from 'typebox';
import { type SavedView, viewKinds } from '../../domain/views/view-store.ts';
import { principalOf } from '../access.ts';
import { expectedOf, tagEdits } from '../entity-tags.ts';
import { dataOf } from '../envelope.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, isoTime, Time, Uuid } from '../schemas/common.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['views'] as const;
const Kind = Type.Enum([...viewKinds]);
const Name = Type.String({ minLength: 1, maxLength: 128 });
/** As many parameters as the longest list has. */
const QuerySchema = Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 600 }), {
  maxProperties: 40,
  description: 'The parameters of the list, as its address carries them',
});

const ViewSchema = Type.Object({
  id: Uuid,
  kind: Kind,
  name: Name,
  query: QuerySchema,
  isShared: Type.Boolean({ description: 'Everybody of the organisation sees it.' }),
  isOwn: Type.Boolean(),
  ownerName: Type.String(),
  createdAt: Time,
  updatedAt: Time,
});
const examples = [
  { kind: 'images', name: 'old log4j', query: { package: 'log4j-core < 2.17' }, isShared: true },
];

const listOptions = guarded('viewer', {
  summary: 'Your own views and the shared ones',
  tags,
  querystring: Type.Object({ kind: Type.Optional(Kind) }, { additionalProperties: false }),
  response: { 200: dataOf(Type.Array(ViewSchema)) },
});
const createOptions = guarded('viewer', {
  errors: ['CONFLICT'],
  summary: 'Save a view',
  tags,
  body: Type.Object(
    { kind: Kind, name: Name, query: QuerySchema, isShared: Type.Optional(Type.Boolean()) },
    { additionalProperties: false, examples },
  ),
  response: { 201: dataOf(ViewSchema) },
});
const readOptions = guarded('viewer', {
  summary: 'One view: your own or a shared one',
  tags,
  params: IdParams,
  response: { 200: dataOf(ViewSchema) },
});
const editOptions = guarded('viewer', {
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
  summary: 'Change a view; a shared one by its owner or an admin',
  tags,
  params: IdParams,
  body: Type.Object(
    { name: Name, query: QuerySchema, isShared: Type.Boolean() },
    {
      additionalProperties: false,
      examples: examples.map(({ name, query, isShared }) => ({ name, query, isShared })),
    },
  ),
  response: { 200: dataOf(ViewSchema) },
});
const removeOptions = guarded('viewer', {
  errors: ['PRECONDITION_FAILED'],
  summary: 'Remove a view; a shared one by its owner or an admin',
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});

export function viewRoutes(app: ApiServer, { views }: ApiServices): void {
  app.get('/api/views', listOptions, async (request) => {
    const caller = principalOf(request);
    const listed = await views.list(caller, request.query.kind);
    return { data: listed.map((view) => viewOf(view, caller.actor)) };
  });

  app.post('/api/views', createOptions, async (request, reply) => {
    const caller = principalOf(request);
    const { isShared = false, ...body } = request.body;
    const view = await views.create(caller, { ...body, isShared });
    void reply.code(201).header('location', `/api/views/${view.id}`);
    return { data: viewOf(view, caller.actor) };
  });

  app.get('/api/views/:id', readOptions, async (request, reply) => {
    const caller = principalOf(request);
    const view = await views.get(caller, request.params.id);
    tagEdits(reply, view.updatedAt);
    return { data: viewOf(view, caller.actor) };
  });

  app.put('/api/views/:id', editOptions, async (request, reply) => {
    const caller = principalOf(request);
    const { params, body } = request;
    const view = await views.edit(caller, params.id, body, expectedOf(request));
    tagEdits(reply, view.updatedAt);
    return { data: viewOf(view, caller.actor) };
  });

  app.delete('/api/views/:id', removeOptions, async (request, reply) => {
    await views.remove(principalOf(request), request.params.id, expectedOf(request));
    return await reply.code(204).send(null);
  });
}

function viewOf(
  view: SavedView,
  actor: { readonly kind: string; readonly id: string },
): Static<typeof ViewSchema> {
  const { id, kind, name, isShared, ownerName } = view;
  return {
    ...{ id, kind, name, isShared, ownerName },
    query: { ...view.query },
    isOwn: view.owner === `${actor.kind}:${actor.id}`,
    createdAt: isoTime(view.createdAt),
    updatedAt: isoTime(view.updatedAt),
  };
}
