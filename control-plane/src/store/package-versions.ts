// Which versions of a package there are, and in how much that tags show.
import { type Kysely, sql } from 'kysely';
import type { Page, PageRequest, Sort } from '../domain/inventory/image-queries.ts';
import type {
  PackageVersionFilter,
  PackageVersionRow,
  PackageVersionSortColumn,
} from '../domain/inventory/package-version.ts';
import { resolveImageFilter } from './image-filter.ts';
import { sortedPage } from './keyset-page.ts';
import { packageCalled, versionRows } from './package-range-rows.ts';
import { shownImageId } from './shown-columns.ts';
import { shownImages } from './shown-image-query.ts';
import type { Tables } from './tables.ts';

interface VersionsRequest {
  readonly orgId: string;
  readonly filter: PackageVersionFilter;
  readonly page: PageRequest;
  readonly sort: Sort<PackageVersionSortColumn> | undefined;
}

export async function packageVersions(
  db: Kysely<Tables>,
  { orgId, filter, page, sort }: VersionsRequest,
): Promise<Page<PackageVersionRow>> {
  const name = filter.packageRange?.name ?? filter.packageName;
  if (filter.registryIds?.length === 0 || name === undefined) return { rows: [], total: 0 };
  const { packageVersions: within, ...rest } = await resolveImageFilter(db, orgId, filter);
  const only =
    within === undefined ? sql`` : sql`and (held.type, held.version) in ${versionRows(within)}`;
  const narrowed = { ...rest, ...(within === undefined ? {} : { packageVersions: within }) };
  const groups = shownImages(db, orgId, narrowed)
    .innerJoin('image_package as held', (join) => join.on('held.image_id', '=', shownImageId))
    .where(sql<boolean>`held.org_id = ${orgId}
      and (${packageCalled('held.name', name)} or held.source_name = ${name}) ${only}`)
    .groupBy(['held.type', 'held.name', 'held.version'])
    .select((row) => [
      'held.type',
      'held.name',
      'held.version',
      row.fn.count<number>('held.image_id').distinct().as('images'),
      row.fn.count<number>('tag.id').distinct().as('tags'),
      row.fn.count<number>('repository.id').distinct().as('repositories'),
    ]);
  const rows = (await groups.execute()).map(({ images, tags, repositories, ...row }) => ({
    ...row,
    ...{ images: Number(images), tags: Number(tags), repositories: Number(repositories) },
  }));
  const found = sortedPage({ rows, ...orderOf(sort) }, page);
  return { rows: found.rows, total: rows.length, ...found.edges };
}

/** All columns at last, so that no row shows on two pages. */
function orderOf(
  { column, direction }: Sort<PackageVersionSortColumn> = {
    column: 'images',
    direction: 'descending',
  },
) {
  return {
    keyOf: (row: PackageVersionRow) => [row[column], row.name, row.version, row.type],
    directions: [direction, 'ascending', 'ascending', 'ascending'],
  } as const;
}
