// Routes of repositories: what one registry holds, by name, and what its tags named.
import { Type } from 'typebox';
import { demandScope, principalOf } from '../access.ts';
import { pageOf } from '../envelope.ts';
import { keysetQuery, pageAnswer, pageQuery, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { FilterText, IdParams, optional } from '../schemas/common.ts';
import { RepositorySchema, repositoryView } from '../schemas/image.ts';
import { TagDigestSchema, tagDigestView } from '../schemas/tag-digest.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const TagText = Type.String({ minLength: 1, maxLength: 300 });

const listOptions = guarded('viewer', {
  summary: 'The repositories of a registry, with what their tags show',
  tags: ['registries'],
  params: IdParams,
  querystring: Type.Object(
    { ...keysetQuery, search: Type.Optional(FilterText) },
    { additionalProperties: false },
  ),
  response: { 200: pageOf(RepositorySchema) },
});

const historyOptions = guarded('viewer', {
  summary: 'Which digests a tag named, the newest first',
  tags: ['registries'],
  params: IdParams,
  querystring: Type.Object(
    { ...pageQuery, repository: TagText, tag: TagText },
    { additionalProperties: false },
  ),
  response: { 200: pageOf(TagDigestSchema) },
});

export function repositoryRoutes(app: ApiServer, { images, registries }: ApiServices): void {
  app.get('/api/registries/:id/repositories', listOptions, async (request) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    const { orgId } = principal;
    const { id: registryId } = await registries.get(orgId, request.params.id);
    const filter = { registryId, ...optional('search', request.query.search) };
    const { rows, ...page } = await images.repositories(orgId, filter, windowOf(request.query));
    return pageAnswer(request.url, request.query, { data: rows.map(repositoryView), ...page });
  });

  app.get('/api/registries/:id/tag-history', historyOptions, async (request) => {
    const principal = principalOf(request);
    demandScope(principal, request.params.id);
    const { orgId } = principal;
    const { query } = request;
    const { id: registryId } = await registries.get(orgId, request.params.id);
    const name = { registryId, repository: query.repository, tag: query.tag };
    const { rows, total } = await images.tagHistory(orgId, name, windowOf(query));
    return pageAnswer(request.url, query, { data: rows.map(tagDigestView), total });
  });
}
