// Which versions of a package there are, and in how much that tags show.
import { type Kysely, sql } from 'kysely';
import type { Page, PageRequest, Sort } from '../domain/inventory/image-queries.ts';
import type {
  PackageVersionFilter,
  PackageVersionRow,
  PackageVersionSortColumn,
} from '../domain/inventory/package-version.ts';
import { resolveImageFilter } from './image-filter.ts';
import { packageCalled, versionRows } from './package-range-rows.ts';
import { offsetOf } from './query-parts.ts';
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
  const rows = await db
    .selectFrom(groups.as('groups'))
    .selectAll('groups')
    .orderBy(orderOf(sort))
    .limit(page.pageSize)
    .offset(offsetOf(page))
    .execute();
  const { total } = await db
    .selectFrom(groups.as('groups'))
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return {
    total: Number(total),
    rows: rows.map(({ images, tags, repositories, ...row }) => ({
      ...row,
      ...{ images: Number(images), tags: Number(tags), repositories: Number(repositories) },
    })),
  };
}

/** All columns at last, so that no row shows on two pages. */
function orderOf(
  sort: Sort<PackageVersionSortColumn> = { column: 'images', direction: 'descending' },
) {
  const direction = sql.raw(sort.direction === 'ascending' ? 'asc' : 'desc');
  return sql`${sql.ref(`groups.${sort.column}`)} ${direction}, groups.name, groups.version, groups.type`;
}
