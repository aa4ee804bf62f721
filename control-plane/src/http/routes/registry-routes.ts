// Routes of registries: the connections themselves. What is done with them stands in registry-action-routes.ts.
import { Type } from 'typebox';
import { type Registry, registrySorts } from '../../domain/registries/registry-store.ts';
import { demandScope, principalOf, scopeOf, unscopedOf } from '../access.ts';
import { expectedOf, tagEdits } from '../entity-tags.ts';
import { dataOf, pageOf } from '../envelope.ts';
import { pageAnswer, pageQuery, sortOf, sortQuery, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { IdParams } from '../schemas/common.ts';
import {
  CreatedRegistrySchema,
  CreateRegistryBody,
  EditRegistryBody,
  RegistrySchema,
} from '../schemas/registry.ts';
import type { ApiServices } from '../services.ts';
import { shownRegistries, shownRegistry } from '../shown-registries.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['registries'] as const;
const ListQuery = Type.Object(
  { ...pageQuery, ...sortQuery(registrySorts) },
  { additionalProperties: false },
);

const listOptions = guarded('viewer', {
  summary: 'The registries connected',
  tags,
  querystring: ListQuery,
  response: { 200: pageOf(RegistrySchema) },
});
const createOptions = guarded('admin', {
  errors: [
    'ADDRESS_REFUSED',
    'CONFLICT',
    'NOT_FOUND',
    'PLAIN_HTTP_NOT_ALLOWED',
    'REFERENCE_INVALID',
  ],
  summary: 'Connect a registry',
  tags,
  body: CreateRegistryBody,
  response: { 201: dataOf(CreatedRegistrySchema) },
});
const readOptions = guarded('viewer', {
  summary: 'One registry with its status',
  tags,
  params: IdParams,
  response: { 200: dataOf(RegistrySchema) },
});
const editOptions = guarded('admin', {
  errors: [
    'ADDRESS_REFUSED',
    'CONFLICT',
    'PLAIN_HTTP_NOT_ALLOWED',
    'PRECONDITION_FAILED',
    'REFERENCE_INVALID',
  ],
  summary:
    'Change a registry; a new origin clears its credential, CA, client certificate and skipTlsVerify',
  tags,
  params: IdParams,
  body: EditRegistryBody,
  response: { 200: dataOf(RegistrySchema) },
});
const removeOptions = guarded('admin', {
  errors: ['PRECONDITION_FAILED'],
  summary: 'Remove a registry with its jobs, keys and inventory',
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});

export function registryRoutes(app: ApiServer, services: ApiServices): void {
  const { registries } = services;
  const viewOf = (orgId: string, registry: Registry) => shownRegistry(services, orgId, registry);

  app.get('/api/registries', listOptions, async (request) => {
    const principal = principalOf(request);
    const sort = sortOf(request.query.sort) ?? { column: 'name', descending: false };
    const { registryIds } = scopeOf(principal);
    const listed = await registries.list(principal.orgId, {
      ...windowOf(request.query),
      sort: sort.column,
      descending: sort.descending,
      ...(registryIds === undefined ? {} : { ids: registryIds }),
    });
    const data = await shownRegistries(services, principal.orgId, listed.registries);
    return pageAnswer(request.url, request.query, { data, total: listed.total });
  });

  app.post('/api/registries', createOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const created = await registries.create(principal.orgId, request.body);
    const { sensorApiKey } = created;
    const view = await viewOf(principal.orgId, created.registry);
    void reply.code(201).header('location', `/api/registries/${created.registry.id}`);
    return { data: { ...view, ...(sensorApiKey === undefined ? {} : { sensorApiKey }) } };
  });

  app.get('/api/registries/:id', readOptions, async (request, reply) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    const registry = await registries.get(principal.orgId, request.params.id);
    tagEdits(reply, registry.updatedAt);
    return { data: await viewOf(principal.orgId, registry) };
  });

  app.put('/api/registries/:id', editOptions, async (request, reply) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    const registry = await registries.edit(
      principal.orgId,
      request.params.id,
      request.body,
      expectedOf(request),
    );
    tagEdits(reply, registry.updatedAt);
    return { data: await viewOf(principal.orgId, registry) };
  });

  app.delete('/api/registries/:id', removeOptions, async (request, reply) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    await registries.remove(principal.orgId, request.params.id, expectedOf(request));
    return await reply.code(204).send(null);
  });
}
