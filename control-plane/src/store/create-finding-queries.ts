// The questions about findings, answered in SQL.
import { type Kysely, type Selectable, sql } from 'kysely';
import type {
  Exposure,
  ExposureFilter,
  ExposureSortColumn,
  FindingQueries,
  FindingSummary,
  ImageFinding,
  ImageFindingFilter,
} from '../domain/findings/finding-queries.ts';
import type { Page, PageRequest, SeverityLevel, Sort } from '../domain/inventory/image-queries.ts';
import { exposureTrend } from './exposure-trend.ts';
import { findImage } from './image-detail.ts';
import { inChunks } from './in-chunks.ts';
import { advisoriesNamed, offsetOf, optional } from './query-parts.ts';
import { named } from './shown-image-query.ts';
import type { MatchTable, Tables } from './tables.ts';

export function createFindingQueries(db: Kysely<Tables>): FindingQueries {
  return {
    ofImage: async (orgId, digest, filter, page) => {
      const image = await findImage(db, orgId, digest);
      return image && (await imageFindings(db, { orgId, imageId: image.id }, filter, page));
    },
    exposures: async (orgId, filter, page, sort) => {
      if (filter.registryIds?.length === 0) return { rows: [], total: 0 };
      return {
        rows: await listExposures(db, { orgId, filter, page, sort }),
        total: await countExposures(db, orgId, filter),
      };
    },
    summary: (orgId, filter) => summary(db, orgId, filter ?? {}),
    trend: (orgId, request) => exposureTrend(db, orgId, request),
  };
}

async function imageFindings(
  db: Kysely<Tables>,
  key: { readonly orgId: string; readonly imageId: number },
  filter: ImageFindingFilter,
  page: PageRequest,
): Promise<Page<ImageFinding>> {
  const { severity, advisoryId, packageName, fixable, layer } = filter;
  let matches = db
    .selectFrom('match')
    .where('org_id', '=', key.orgId)
    .where('image_id', '=', key.imageId);
  if (severity !== undefined) matches = matches.where('severity', '=', severity);
  if (packageName !== undefined) matches = matches.where(named('package_name', packageName));
  if (layer !== undefined) matches = matches.where('layer', '=', layer);
  if (fixable !== undefined) matches = matches.where('fixed_in', fixable ? 'is not' : 'is', null);
  if (advisoryId !== undefined) {
    matches = matches.where('advisory_id', 'in', advisoriesNamed(db, key.orgId, advisoryId));
  }
  const rows = await matches
    .selectAll()
    .orderBy('severity_rank')
    .orderBy('package_name')
    .orderBy('advisory_id')
    .orderBy('id')
    .limit(page.pageSize)
    .offset(offsetOf(page))
    .execute();
  const { total } = await matches
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { rows: rows.map(toImageFinding), total: Number(total) };
}

function toImageFinding(row: Selectable<MatchTable>): ImageFinding {
  return {
    advisoryId: row.advisory_id,
    ids: JSON.parse(row.ids_json) as string[],
    sources: JSON.parse(row.sources_json) as string[],
    packageType: row.package_type,
    packageName: row.package_name,
    packageVersion: row.package_version,
    purl: row.purl,
    severity: row.severity,
    ...optional('score', row.score),
    ...optional('vector', row.vector),
    severityOrigin: row.severity_origin,
    ...optional('fixedIn', row.fixed_in),
    status: row.status,
    summary: row.summary,
    layer: row.layer,
  };
}

/** Registries that were deleted take their exposures out of sight. */
function filteredExposures(db: Kysely<Tables>, orgId: string, filter: ExposureFilter) {
  const { registryId, registryIds, state = 'open', severity, advisoryId, fixable } = filter;
  let rows = db
    .selectFrom('exposure')
    .innerJoin('registry', 'registry.id', 'exposure.registry_id')
    .where('exposure.org_id', '=', orgId)
    .where('registry.deleted_at', 'is', null);
  if (registryId !== undefined) rows = rows.where('exposure.registry_id', '=', registryId);
  if (registryIds !== undefined) rows = rows.where('exposure.registry_id', 'in', registryIds);
  if (state !== 'all') {
    rows = rows.where('exposure.resolved_at', state === 'open' ? 'is' : 'is not', null);
  }
  if (severity !== undefined) rows = rows.where('exposure.severity', '=', severity);
  if (fixable !== undefined) {
    rows = rows.where('exposure.fixed_in', fixable ? 'is not' : 'is', null);
  }
  if (advisoryId !== undefined) {
    rows = rows.where('exposure.advisory_id', 'in', advisoriesNamed(db, orgId, advisoryId));
  }
  for (const [column, text] of [
    ['exposure.repository', filter.repository],
    ['exposure.tag', filter.tag],
    ['exposure.package_name', filter.packageName],
  ] as const) {
    if (text !== undefined) rows = rows.where(named(column, text));
  }
  return rows;
}

interface ListRequest {
  readonly orgId: string;
  readonly filter: ExposureFilter;
  readonly page: PageRequest;
  readonly sort: Sort<ExposureSortColumn> | undefined;
}

async function listExposures(
  db: Kysely<Tables>,
  { orgId, filter, page, sort }: ListRequest,
): Promise<readonly Exposure[]> {
  const rows = await filteredExposures(db, orgId, filter)
    .innerJoin('image', 'image.id', 'exposure.image_id')
    .selectAll('exposure')
    .select(['registry.name as registry_name', 'image.digest', 'image.matched_at'])
    .orderBy(orderOf(sort))
    .limit(page.pageSize)
    .offset(offsetOf(page))
    .execute();
  const details = await detailsOf(db, orgId, rows);
  return rows.map((row) => ({
    id: row.id,
    advisoryId: row.advisory_id,
    ids: [row.advisory_id],
    ...details.get(row.id),
    packageType: row.package_type,
    packageName: row.package_name,
    packageVersion: row.package_version,
    severity: row.severity,
    ...optional('fixedIn', row.fixed_in),
    registryId: row.registry_id,
    registryName: row.registry_name,
    repository: row.repository,
    tag: row.tag,
    platform: row.platform,
    digest: row.digest,
    state: row.resolved_at === null ? 'open' : 'resolved',
    firstSeenAt: row.first_seen_at,
    lastSeenAt: lastSeenAt(row),
    ...optional('resolvedAt', row.resolved_at),
    ...optional('resolvedReason', row.resolved_reason),
  }));
}

/** What is open was seen at the last match of its image; nothing is written for an exposure that stays as it is. */
function lastSeenAt(row: {
  readonly last_seen_at: number;
  readonly resolved_at: number | null;
  readonly matched_at: number | null;
}): number {
  return row.resolved_at === null
    ? Math.max(row.last_seen_at, row.matched_at ?? 0)
    : row.last_seen_at;
}

type ExposureDetails = Pick<Exposure, 'ids' | 'score' | 'summary'>;

interface DetailedRow {
  readonly id: number;
  readonly image_id: number;
  readonly advisory_id: string;
  readonly package_type: string;
  readonly package_name: string;
}

/** From the matches of the images on this page; an exposure resolved long ago may have none left. */
async function detailsOf(
  db: Kysely<Tables>,
  orgId: string,
  rows: readonly DetailedRow[],
): Promise<ReadonlyMap<number, ExposureDetails>> {
  const key = (row: Omit<DetailedRow, 'id'>) =>
    JSON.stringify([row.image_id, row.advisory_id, row.package_type, row.package_name]);
  const found = new Map<string, ExposureDetails>();
  const imageIds = [...new Set(rows.map((row) => row.image_id))];
  const advisoryIds = [...new Set(rows.map((row) => row.advisory_id))];
  await inChunks(imageIds, async (chunk) => {
    const matches = await db
      .selectFrom('match')
      .selectAll()
      .where('org_id', '=', orgId)
      .where('image_id', 'in', chunk)
      .where('advisory_id', 'in', advisoryIds)
      .execute();
    for (const match of matches) {
      const { ids, score, summary: text } = toImageFinding(match);
      found.set(key(match), { ids, summary: text, ...optional('score', score) });
    }
  });
  return new Map(
    rows.flatMap((row) => {
      const details = found.get(key(row));
      return details === undefined ? [] : [[row.id, details] as const];
    }),
  );
}

async function countExposures(
  db: Kysely<Tables>,
  orgId: string,
  filter: ExposureFilter,
): Promise<number> {
  const { total } = await filteredExposures(db, orgId, filter)
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
}

const sortColumns = {
  severity: 'exposure.severity_rank',
  firstSeenAt: 'exposure.first_seen_at',
  resolvedAt: 'exposure.resolved_at',
  advisory: 'exposure.advisory_id',
  package: 'exposure.package_name',
  repository: 'exposure.repository',
} as const;

/** The rank grows with less severe ones, so its order is the other way round. The id makes every order total. */
function orderOf(sort: Sort<ExposureSortColumn> = { column: 'severity', direction: 'descending' }) {
  const bySeverity = sort.column === 'severity';
  const isRising = (sort.direction === 'ascending') !== bySeverity;
  const direction = sql.raw(isRising ? 'asc' : 'desc');
  const oldest = bySeverity ? sql`exposure.first_seen_at, ` : sql``;
  return sql`${sql.ref(sortColumns[sort.column])} ${direction}, ${oldest}exposure.id`;
}

async function summary(
  db: Kysely<Tables>,
  orgId: string,
  filter: ExposureFilter,
): Promise<FindingSummary> {
  const open: Record<SeverityLevel, number> = {
    critical: 0,
    high: 0,
    medium: 0,
    low: 0,
    unknown: 0,
  };
  const nothing = { open, total: 0, fixable: 0, advisories: 0, affectedTags: 0 };
  if (filter.registryIds?.length === 0) return nothing;
  const rows = await filteredExposures(db, orgId, filter)
    .select((row) => [
      'exposure.severity',
      row.fn.countAll<number>().as('exposures'),
      row.fn.count<number>('exposure.fixed_in').as('fixable'),
    ])
    .groupBy('exposure.severity')
    .execute();
  for (const row of rows) open[row.severity] = Number(row.exposures);
  return {
    open,
    total: rows.reduce((sum, row) => sum + Number(row.exposures), 0),
    fixable: rows.reduce((sum, row) => sum + Number(row.fixable), 0),
    ...(await countDistinct(db, orgId, filter)),
  };
}

async function countDistinct(db: Kysely<Tables>, orgId: string, filter: ExposureFilter) {
  const exposures = filteredExposures(db, orgId, filter);
  const { advisories } = await exposures
    .select(sql<number>`count(distinct exposure.advisory_id)`.as('advisories'))
    .executeTakeFirstOrThrow();
  const { tags } = await db
    .selectFrom(
      exposures
        .select(['exposure.registry_id', 'exposure.repository', 'exposure.tag'])
        .distinct()
        .as('place'),
    )
    .select((row) => row.fn.countAll<number>().as('tags'))
    .executeTakeFirstOrThrow();
  return { advisories: Number(advisories), affectedTags: Number(tags) };
}
