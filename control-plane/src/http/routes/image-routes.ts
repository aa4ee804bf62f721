// Routes of images: what is in the registries, and what is inside of it.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  type ImageDetail,
  imageSortColumns,
  packageSortColumns,
} from '../../domain/inventory/image-queries.ts';
import { principalOf, scopeOf } from '../access.ts';
import { agedPageOf, dataOf, pageOf } from '../envelope.ts';
import { imageFilterOf, imageQuery } from '../image-query.ts';
import { keysetQuery, pageAnswer, pageQuery, sortQuery, windowOf } from '../pagination.ts';
import { querySort } from '../query-sort.ts';
import { guarded } from '../route-schema.ts';
import { advisoryAgeView } from '../schemas/advisory.ts';
import { DigestParams, FilterText, optional, Severity } from '../schemas/common.ts';
import { PlacedFindingSchema, placedFindingView } from '../schemas/finding.ts';
import {
  ImageDetailSchema,
  ImageSchema,
  imageDetailView,
  imageView,
  PackageRowSchema,
  packageView,
} from '../schemas/image.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';
import { visibleImage } from '../visible-image.ts';

const tags = ['images'] as const;

const listOptions = guarded('viewer', {
  summary: 'Images, one row for each registry, repository, tag and platform',
  tags,
  querystring: Type.Object(
    {
      ...keysetQuery,
      ...sortQuery(imageSortColumns),
      ...imageQuery,
    },
    { additionalProperties: false },
  ),
  response: { 200: agedPageOf(ImageSchema) },
});
const readOptions = guarded('viewer', {
  summary: 'One image: tags, platforms, layers, facts',
  tags,
  params: DigestParams,
  response: { 200: dataOf(ImageDetailSchema) },
});
const packagesOptions = guarded('viewer', {
  summary: 'The packages of an image',
  tags,
  params: DigestParams,
  querystring: Type.Object(
    {
      ...pageQuery,
      ...sortQuery(packageSortColumns),
      type: Type.Optional(FilterText),
      search: Type.Optional(FilterText),
      layer: Type.Optional(Type.Integer({ minimum: 0 })),
      affected: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  response: { 200: pageOf(PackageRowSchema) },
});
const findingsOptions = guarded('viewer', {
  summary: 'The findings of an image',
  tags,
  params: DigestParams,
  querystring: Type.Object(
    {
      ...keysetQuery,
      severity: Type.Optional(Severity),
      cve: Type.Optional(FilterText),
      package: Type.Optional(FilterText),
      fixable: Type.Optional(Type.Boolean()),
      kev: Type.Optional(Type.Boolean()),
      epssMin: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      layer: Type.Optional(Type.Integer({ minimum: 0 })),
    },
    { additionalProperties: false },
  ),
  response: { 200: agedPageOf(PlacedFindingSchema) },
});

export function imageRoutes(app: ApiServer, services: ApiServices): void {
  const { images, findings, findingExceptions, clock } = services;
  const age = () => advisoryAgeView(services.advisories(), clock.now());
  const visible = (request: FastifyRequest, digest: string): Promise<ImageDetail> =>
    visibleImage(images, request, digest);

  app.get('/api/images', listOptions, async (request) => {
    const principal = principalOf(request);
    const { query } = request;
    const filter = imageFilterOf(principal, query);
    const sort = querySort(query.sort);
    const { rows, ...page } = await images.list(principal.orgId, filter, windowOf(query), sort);
    return {
      ...pageAnswer(request.url, query, { data: rows.map(imageView), ...page }),
      advisories: age(),
    };
  });

  app.get('/api/images/:digest', readOptions, async (request) => ({
    data: imageDetailView(await visible(request, request.params.digest)),
  }));

  app.get('/api/images/:digest/packages', packagesOptions, async (request) => {
    const { query } = request;
    const { digest } = await visible(request, request.params.digest);
    const filter = {
      ...optional('type', query.type),
      ...optional('search', query.search),
      ...optional('layer', query.layer),
      ...optional('affected', query.affected),
    };
    const { orgId } = principalOf(request);
    const sort = querySort(query.sort);
    const page = await images.packages(orgId, digest, filter, windowOf(query), sort);
    if (page === undefined) throw new HarborError('NOT_FOUND');
    return pageAnswer(request.url, query, {
      data: page.rows.map(packageView),
      total: page.total,
    });
  });

  app.get('/api/images/:digest/findings', findingsOptions, async (request) => {
    const { query } = request;
    const image = await visible(request, request.params.digest);
    const { digest } = image;
    const filter = {
      ...optional('severity', query.severity),
      ...optional('advisoryId', query.cve),
      ...optional('packageName', query.package),
      ...optional('fixable', query.fixable),
      ...optional('kev', query.kev),
      ...optional('epssMin', query.epssMin),
      ...optional('layer', query.layer),
    };
    const principal = principalOf(request);
    const { orgId } = principal;
    const found = await findings.ofImage(orgId, digest, filter, windowOf(query));
    if (found === undefined) throw new HarborError('NOT_FOUND');
    const { rows, ...page } = found;
    const { registryIds } = scopeOf(principal);
    const places = await findings.whereabouts(orgId, digest, rows, registryIds);
    const decided = await findingExceptions.of(orgId, image, rows);
    const data = rows.map((row, at) =>
      placedFindingView(
        row,
        places[at] ?? { locations: [] },
        decided[at],
        registryIds === undefined ? principal.actor.id : undefined,
      ),
    );
    return {
      ...pageAnswer(request.url, query, { data, ...page }),
      advisories: age(),
    };
  });
}
