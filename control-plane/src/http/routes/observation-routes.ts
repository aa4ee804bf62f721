// Routes of what scans saw besides packages: secrets by place, permissions, configuration. Never among the findings.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  observationKinds,
  observationSeverities,
} from '@harborguard/shared/protocol/observation.ts';
import { Type } from 'typebox';
import { principalOf, scopeOf } from '../access.ts';
import { pageOf } from '../envelope.ts';
import { keysetQuery, pageAnswer, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { DigestParams, FilterText, optional, Uuid } from '../schemas/common.ts';
import { FactSchema, factView, ImageFactSchema, imageFactView } from '../schemas/observation.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';
import { visibleImage } from '../visible-image.ts';

const tags = ['facts'] as const;

const filterQuery = {
  kind: Type.Optional(Type.Enum([...observationKinds])),
  severity: Type.Optional(Type.Enum([...observationSeverities])),
  rule: Type.Optional(FilterText),
};

const imageOptions = guarded('viewer', {
  summary: 'Secrets, permissions and configuration seen in an image',
  tags,
  params: DigestParams,
  querystring: Type.Object({ ...keysetQuery, ...filterQuery }, { additionalProperties: false }),
  response: { 200: pageOf(FactSchema) },
});
const listOptions = guarded('viewer', {
  summary: 'Secrets, permissions and configuration seen, across the images that tags show',
  tags,
  querystring: Type.Object(
    {
      ...keysetQuery,
      ...filterQuery,
      registry: Type.Optional(Uuid),
      repository: Type.Optional(FilterText),
      tag: Type.Optional(FilterText),
    },
    { additionalProperties: false },
  ),
  response: { 200: pageOf(ImageFactSchema) },
});

export function observationRoutes(
  app: ApiServer,
  { images, observations }: Pick<ApiServices, 'images' | 'observations'>,
): void {
  app.get('/api/images/:digest/facts', imageOptions, async (request) => {
    const { query } = request;
    const { digest } = await visibleImage(images, request, request.params.digest);
    const filter = {
      ...optional('kind', query.kind),
      ...optional('severity', query.severity),
      ...optional('rule', query.rule),
    };
    const { orgId } = principalOf(request);
    const found = await observations.ofImage(orgId, digest, filter, windowOf(query));
    if (found === undefined) throw new HarborError('NOT_FOUND');
    const { rows, ...page } = found;
    return pageAnswer(request.url, query, { data: rows.map(factView), ...page });
  });

  app.get('/api/facts', listOptions, async (request) => {
    const principal = principalOf(request);
    const { query } = request;
    const filter = {
      ...scopeOf(principal),
      ...optional('kind', query.kind),
      ...optional('severity', query.severity),
      ...optional('rule', query.rule),
      ...optional('registryId', query.registry),
      ...optional('repository', query.repository),
      ...optional('tag', query.tag),
    };
    const { rows, ...page } = await observations.list(principal.orgId, filter, windowOf(query));
    return pageAnswer(request.url, query, { data: rows.map(imageFactView), ...page });
  });
}
