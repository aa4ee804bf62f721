// The questions about images, answered in SQL. Bodies of inventories are read for one image at a time only.
import { type Kysely, sql } from 'kysely';
import type {
  ImageFilter,
  ImageQueries,
  ImageRow,
  ImageSortColumn,
  ImageState,
  Page,
  PageRequest,
  Sort,
} from '../domain/inventory/image-queries.ts';
import type { PackageVersions } from '../domain/inventory/package-version.ts';
import type { TagHistories } from '../domain/inventory/tag-digest.ts';
import { imageCoverage } from './image-coverage.ts';
import { imageDetail } from './image-detail.ts';
import { type ResolvedImageFilter, resolveImageFilter } from './image-filter.ts';
import { imagePackages } from './image-packages.ts';
import { markOfRank } from './judgement-rows.ts';
import { countedRows, type KeyOrder, keysetPage } from './keyset-page.ts';
import { packageVersions } from './package-versions.ts';
import { countsOf, optional } from './query-parts.ts';
import { registryRepositories } from './registry-repositories.ts';
import {
  shown,
  shownPlatform,
  shownVerdict,
  signedRank,
  stateExpression,
} from './shown-columns.ts';
import { shownImages } from './shown-image-query.ts';
import type { Tables } from './tables.ts';
import { tagHistory } from './tag-history.ts';
import { tagNames } from './tag-names.ts';

export function createImageQueries(
  db: Kysely<Tables>,
): ImageQueries & TagHistories & PackageVersions {
  return {
    list: async (orgId, filter, page, sort) => {
      if (filter.registryIds?.length === 0) return { rows: [], total: 0 };
      const resolved = await resolveImageFilter(db, orgId, filter);
      const listed = await listImages(db, { orgId, filter: resolved, page, sort });
      const images = shownImages(db, orgId, resolved);
      return { ...listed, ...(await countedRows(db, images, countedImagesMax)) };
    },
    detail: (orgId, digest) => imageDetail(db, orgId, digest),
    packages: (orgId, digest, filter, page, sort) =>
      imagePackages(db, { orgId, digest }, { filter, page, sort }),
    tagHistory: (orgId, name, page) => tagHistory(db, { orgId, name, page }),
    packageVersions: (orgId, filter, page, sort) =>
      packageVersions(db, { orgId, filter, page, sort }),
    exportImages: (orgId, filter) => exportImages(db, orgId, filter),
    tagNames: (orgId, registryId) => tagNames(db, orgId, registryId),
    repositories: (orgId, filter, page) => registryRepositories(db, { orgId, filter }, page),
    coverage: (orgId, filter) => imageCoverage(db, orgId, filter ?? {}),
  };
}

interface ListRequest {
  readonly orgId: string;
  readonly filter: ResolvedImageFilter;
  readonly page: PageRequest;
  readonly sort: Sort<ImageSortColumn> | undefined;
}

async function listImages(
  db: Kysely<Tables>,
  { orgId, filter, page, sort }: ListRequest,
): Promise<Omit<Page<ImageRow>, 'total'>> {
  // Ordered by no more than it takes; what a row shows besides is read for those of the page.
  const places = shownImages(db, orgId, filter).select([
    'tag.id as tagId',
    shownPosition.as('position'),
  ]);
  const { rows, edges } = await keysetPage(places, orderOf(sort), page);
  const tagIds = rows.map(({ tagId }) => tagId);
  const shown = await imageRows(db, orgId, {})
    .select(['tag.id as tagId', shownPosition.as('position')])
    .where('tag.id', 'in', tagIds)
    .execute();
  const byPlace = new Map(shown.map((row) => [placeOf(row), row]));
  const found = rows.flatMap((row) => byPlace.get(placeOf(row)) ?? []);
  return { rows: found.map(toImageRow), ...edges };
}

function placeOf({ tagId, position }: { tagId: number; position: number }): string {
  return `${tagId} ${position}`;
}

/** Rows of an export read at once. */
const rowsPerStep = 1000;

/** Each step goes on behind the last row of the one before, so that the end costs no more than the beginning. */
async function* exportImages(
  db: Kysely<Tables>,
  orgId: string,
  filter: ImageFilter,
): AsyncGenerator<readonly ImageRow[]> {
  if (filter.registryIds?.length === 0) return;
  const resolved = await resolveImageFilter(db, orgId, filter);
  let after = { tagId: 0, position: 0 };
  for (;;) {
    const rows = await imageRows(db, orgId, resolved)
      .select(['tag.id as tagId', shownPosition.as('position')])
      .where('tag.id', '>=', after.tagId)
      .where(sql<boolean>`(tag.id, ${shownPosition}) > (${after.tagId}, ${after.position})`)
      .orderBy('tag.id')
      .orderBy(shownPosition)
      .limit(rowsPerStep)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
    yield rows.map(toImageRow);
  }
}

const shownPosition = sql<number>`coalesce(index_member.position, -1)`;

type ListedImage = Awaited<ReturnType<ReturnType<typeof imageRows>['execute']>>[number];

function imageRows(db: Kysely<Tables>, orgId: string, filter: ResolvedImageFilter) {
  return shownImages(db, orgId, filter).select([
    'registry.id as registryId',
    'registry.name as registryName',
    'repository.name as repository',
    'tag.name as tag',
    'tag.first_seen_at as firstSeenAt',
    'tag.last_seen_at as lastSeenAt',
    'tag.moved_at as movedAt',
    'tag.pushed_at as pushedAt',
    'top.digest as topDigest',
    'top.kind as topKind',
    shown('digest').as('digest'),
    shownPlatform.as('platform'),
    stateExpression.as('state'),
    shown('scan_error_code').as('errorCode'),
    shown('distro').as('distro'),
    shown('size_bytes').as('sizeBytes'),
    shown('scanned_at').as('scannedAt'),
    signedRank.as('signedRank'),
    shownVerdict.as('verdict'),
    'verdict.sentence as verdictSentence',
    shown('package_count').as('packages'),
    shown('critical').as('critical'),
    shown('high').as('high'),
    shown('medium').as('medium'),
    shown('low').as('low'),
    shown('unknown').as('unknown'),
  ]);
}

function toImageRow(row: ListedImage): ImageRow {
  return {
    registryId: row.registryId,
    registryName: row.registryName,
    repository: row.repository,
    tag: row.tag,
    digest: row.digest,
    ...(row.topKind === 'index' ? { indexDigest: row.topDigest } : {}),
    ...optional('platform', row.platform),
    state: row.state as ImageState,
    ...optional('errorCode', row.errorCode),
    ...optional('distro', row.distro),
    ...optional('sizeBytes', row.sizeBytes),
    packages: row.packages,
    findings: countsOf(row),
    firstSeenAt: row.firstSeenAt,
    lastSeenAt: row.lastSeenAt,
    movedAt: row.movedAt,
    ...optional('pushedAt', row.pushedAt),
    ...optional('scannedAt', row.scannedAt),
    signed: markOfRank(Number(row.signedRank)),
    verdict: row.verdict,
    ...optional('verdictSentence', row.verdictSentence),
  };
}

/** Far more than most have, and people compare these numbers; beyond, nobody scrolls. */
const countedImagesMax = 200_000;

/** Name, tag and position make every order total, so that no row shows on two pages. */
function orderOf(
  sort: Sort<ImageSortColumn> = { column: 'name', direction: 'ascending' },
): KeyOrder {
  const name = [sql`repository.name`, sql`tag.name`, sql`tag.id`, shownPosition];
  return { columns: [...sortColumns[sort.column], ...name], direction: sort.direction };
}

const sortColumns = {
  name: [],
  severity: [shown('critical'), shown('high'), shown('medium'), shown('low'), shown('unknown')],
  packages: [shown('package_count')],
  firstSeenAt: [sql`tag.first_seen_at`],
  lastSeenAt: [sql`tag.last_seen_at`],
  scannedAt: [sql`coalesce(${shown('scanned_at')}, 0)`],
} as const;
