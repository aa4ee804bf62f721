// Routes of what a registry does by itself: pausing it, syncing a part of it, and trying filters before they are stored.
import { Type } from 'typebox';
import { checkedFilters } from '../../domain/registries/filters-input.ts';
import { previewFilters } from '../../domain/registries/preview-filters.ts';
import type { Registry } from '../../domain/registries/registry-store.ts';
import { demandScope, principalOf } from '../access.ts';
import { dataOf } from '../envelope.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, Uuid } from '../schemas/common.ts';
import { FiltersBody } from '../schemas/filters.ts';
import { RegistrySchema } from '../schemas/registry.ts';
import type { ApiServices } from '../services.ts';
import { shownRegistry } from '../shown-registries.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['registries'] as const;

const pauseOptions = guarded('admin', {
  summary: 'Pause a registry: nothing starts by itself, what a person asks for runs',
  tags,
  params: IdParams,
  response: { 200: dataOf(RegistrySchema) },
});
const resumeOptions = guarded('admin', {
  summary: 'Resume a registry; what waited starts',
  tags,
  params: IdParams,
  response: { 200: dataOf(RegistrySchema) },
});
/** As many as a person picks from a list; a sync of the whole takes them all. */
const repositoriesMax = 200;
const syncRepositoriesOptions = guarded('developer', {
  summary: 'Sync only these repositories',
  tags,
  params: IdParams,
  body: Type.Object(
    {
      repositories: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
        minItems: 1,
        maxItems: repositoriesMax,
        uniqueItems: true,
      }),
    },
    { additionalProperties: false, examples: [{ repositories: ['shop/web', 'shop/api'] }] },
  ),
  response: {
    202: dataOf(
      Type.Object({
        jobId: Uuid,
        joined: Type.Boolean({ description: 'True when such a sync was under way already.' }),
      }),
    ),
  },
});

const SideSchema = Type.Object({
  repositories: Type.Integer(),
  tags: Type.Integer(),
  names: Type.Array(Type.String(), { description: 'The first 100, as `repository:tag`' }),
});
const previewOptions = guarded('viewer', {
  errors: ['NOT_FOUND'],
  summary: "What filters would keep and drop of today's inventory",
  tags,
  body: Type.Object(
    { registryId: Uuid, filters: FiltersBody },
    {
      additionalProperties: false,
      examples: [
        {
          registryId: '01890a5d-ac96-774b-bcce-b302099a8057',
          filters: {
            repositories: { include: ['shop/**'], exclude: [] },
            tags: { include: [], exclude: ['*-rc*'] },
            newestTags: 10,
          },
        },
      ],
    },
  ),
  response: {
    200: dataOf(
      Type.Object({
        keeps: SideSchema,
        drops: SideSchema,
        undated: Type.Integer({
          description:
            'Tags kept though `maxAgeDays` is given: the registry has told no time of them.',
        }),
      }),
    ),
  },
});

export function scheduleRoutes(app: ApiServer, services: ApiServices): void {
  const { registries, jobs, images, clock } = services;
  const viewOf = async (orgId: string, registry: Registry) => ({
    data: await shownRegistry(services, orgId, registry),
  });

  app.post('/api/registries/:id/pause', pauseOptions, async (request) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    const registry = await registries.pause(principal.orgId, request.params.id);
    return await viewOf(principal.orgId, registry);
  });

  app.post('/api/registries/:id/resume', resumeOptions, async (request) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    const registry = await registries.resume(principal.orgId, request.params.id);
    return await viewOf(principal.orgId, registry);
  });

  app.post(
    '/api/registries/:id/sync/repositories',
    syncRepositoriesOptions,
    async (request, reply) => {
      const principal = principalOf(request);
      demandScope(principal, request.params.id);
      const { id } = await registries.get(principal.orgId, request.params.id);
      const { repositories } = request.body;
      const wish = { trigger: 'interactive', repositories } as const;
      const { kind, jobId } = await jobs.requestSync(principal.orgId, id, wish);
      void reply.code(202);
      return { data: { jobId, joined: kind === 'joined' } };
    },
  );

  app.post('/api/registries/preview-filters', previewOptions, async (request) => {
    const { orgId } = principalOf(request);
    const { registryId, filters } = request.body;
    demandScope(principalOf(request), registryId);
    await registries.get(orgId, registryId);
    const { keeps, drops, undated } = await previewFilters(
      checkedFilters(filters),
      images.tagNames(orgId, registryId),
      clock.now(),
    );
    return {
      data: {
        undated,
        keeps: { ...keeps, names: [...keeps.names] },
        drops: { ...drops, names: [...drops.names] },
      },
    };
  });
}
