// Which versions of a package there are, and in how much that tags show.
import { compareVersions } from '@harborguard/shared/match/package-range.ts';
import { type Kysely, sql } from 'kysely';

import type { Page, PageRequest, Sort } from '../domain/inventory/image-queries.ts';
import type {
  PackageVersionFilter,
  PackageVersionRow,
  PackageVersionSortColumn,
} from '../domain/inventory/package-version.ts';
import type { PageKey } from '../domain/page-key.ts';
import { resolveImageFilter } from './image-filter.ts';
import { sortedPage } from './keyset-page.ts';
import { packageCalled, packageFrom, versionRows } from './package-range-rows.ts';
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
      and (${packageCalled('held.name', name)} or ${packageFrom('held', name)}) ${only}`)
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

/** All columns at last, so that no row shows on two pages. Versions have an order within their ecosystem only. */
function orderOf(
  { column, direction }: Sort<PackageVersionSortColumn> = {
    column: 'images',
    direction: 'descending',
  },
) {
  if (column === 'version') {
    return {
      keyOf: ({ type, version, name }: PackageVersionRow) => [type, version, name],
      directions: ['ascending', direction, 'ascending'],
      isBefore: (at: number, left: PageKey, right: PageKey) =>
        at === 1 ? isEarlier(String(left[0]), String(left[1]), String(right[1])) : undefined,
    } as const;
  }
  return {
    keyOf: (row: PackageVersionRow) => [row[column], row.name, row.version, row.type],
    directions: [direction, 'ascending', 'ascending', 'ascending'],
  } as const;
}

/** What cannot be read as a version comes last; where the order sees no difference, the text decides. */
function isEarlier(type: string, left: string, right: string): boolean {
  const order = compareVersions(type, left, right);
  if (order !== undefined && order !== 0) return order < 0;
  const [isLeftOrdered, isRightOrdered] = [left, right].map(
    (version) => compareVersions(type, version, version) !== undefined,
  );
  return isLeftOrdered === isRightOrdered ? left < right : isLeftOrdered === true;
}
