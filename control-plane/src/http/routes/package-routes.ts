// The route that finds a package by name and versions, across images.
import { type Static, Type } from 'typebox';
import {
  type PackageVersionRow,
  packageVersionSortColumns,
} from '../../domain/inventory/package-version.ts';
import { principalOf, scopeOf } from '../access.ts';
import { pageOf } from '../envelope.ts';
import { packageDescription, packageFilter } from '../package-query.ts';
import { keysetQuery, pageAnswer, sortQuery, windowOf } from '../pagination.ts';
import { querySort } from '../query-sort.ts';
import { guarded } from '../route-schema.ts';
import { FilterText, optional, Uuid } from '../schemas/common.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const PackageVersionSchema = Type.Object({
  type: Type.String(),
  name: Type.String(),
  version: Type.String(),
  images: Type.Integer({ description: 'Distinct digests that hold it' }),
  tags: Type.Integer({ description: 'Tags that show one of them' }),
  repositories: Type.Integer(),
});

const listOptions = guarded('viewer', {
  summary: 'The versions of a package in images that tags show',
  tags: ['images'],
  querystring: Type.Object(
    {
      ...keysetQuery,
      ...sortQuery(packageVersionSortColumns),
      package: Type.String({
        ...{ minLength: 1, maxLength: 300, description: packageDescription },
        examples: ['openssl < 3.0.7'],
      }),
      registry: Type.Optional(Uuid),
      repository: Type.Optional(FilterText),
    },
    { additionalProperties: false },
  ),
  response: { 200: pageOf(PackageVersionSchema) },
});

export function packageRoutes(app: ApiServer, { images }: ApiServices): void {
  app.get('/api/packages', listOptions, async (request) => {
    const caller = principalOf(request);
    const { query } = request;
    const filter = {
      ...scopeOf(caller),
      ...packageFilter(query.package),
      ...optional('registryId', query.registry),
      ...optional('repository', query.repository),
    };
    const { orgId } = caller;
    const sort = querySort(query.sort);
    const { rows, ...page } = await images.packageVersions(orgId, filter, windowOf(query), sort);
    return pageAnswer(request.url, query, { data: rows.map(packageVersionView), ...page });
  });
}

function packageVersionView(row: PackageVersionRow): Static<typeof PackageVersionSchema> {
  const { type, name, version, images, tags, repositories } = row;
  return { type, name, version, images, tags, repositories };
}
