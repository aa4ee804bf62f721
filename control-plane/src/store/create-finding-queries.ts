// The questions about findings, answered in SQL.
import { type Kysely, type Selectable, sql } from 'kysely';
import type {
  Exposure,
  ExposureFilter,
  ExposureSortColumn,
  FindingQueries,
  ImageFinding,
  ImageFindingFilter,
} from '../domain/findings/finding-queries.ts';
import type { Page, PageRequest, Sort } from '../domain/inventory/image-queries.ts';
import { filteredExposures, type ResolvedFilter, resolveFilter } from './exposure-filter.ts';
import { exposureTrend } from './exposure-trend.ts';
import { findingSummary } from './finding-summary.ts';
import type { MatchTable } from './finding-tables.ts';
import { findingWhereabouts } from './finding-whereabouts.ts';
import { findingsByAdvisory } from './findings-by-advisory.ts';
import { findImage } from './image-detail.ts';
import { inChunks } from './in-chunks.ts';
import { countedRows, type KeyOrder, keysetPage } from './keyset-page.ts';
import { advisoriesNamed, offsetOf, optional } from './query-parts.ts';
import { named } from './shown-image-query.ts';
import { joinedSignal, signalColumns, signalledBy } from './signal-rows.ts';
import type { Tables } from './tables.ts';

export function createFindingQueries(db: Kysely<Tables>): FindingQueries {
  return {
    ofImage: async (orgId, digest, filter, page) => {
      const image = await findImage(db, orgId, digest);
      return image && (await imageFindings(db, { orgId, imageId: image.id }, filter, page));
    },
    whereabouts: (orgId, digest, findings, registryIds) =>
      findingWhereabouts(db, { orgId, digest }, findings, registryIds),
    exposures: async (orgId, filter, page, sort) => {
      const resolved = await resolveFilter(db, orgId, filter);
      if (resolved.registries.length === 0) return { rows: [], total: 0 };
      const listed = await listExposures(db, { orgId, filter: resolved, page, sort });
      return { ...listed, ...(await countedRows(db, filteredExposures(db, orgId, resolved))) };
    },
    exportExposures: (orgId, filter) => exportExposures(db, orgId, filter),
    byAdvisory: (orgId, filter, page, sort) =>
      findingsByAdvisory(db, { orgId, filter, page, sort }),
    trend: (orgId, request) => exposureTrend(db, orgId, request),
    summary: (orgId, filter) => findingSummary(db, orgId, filter ?? {}),
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
    .where('match.org_id', '=', key.orgId)
    .where('match.image_id', '=', key.imageId);
  if (severity !== undefined) matches = matches.where('match.severity', '=', severity);
  if (packageName !== undefined) matches = matches.where(named('match.package_name', packageName));
  if (layer !== undefined) matches = matches.where('match.layer', '=', layer);
  if (fixable !== undefined) {
    matches = matches.where('match.fixed_in', fixable ? 'is not' : 'is', null);
  }
  if (advisoryId !== undefined) {
    matches = matches.where('match.advisory_id', 'in', advisoriesNamed(db, key.orgId, advisoryId));
  }
  for (const signalled of signalledBy(db, key.orgId, filter)) {
    matches = matches.where('match.advisory_id', signalled.operator, signalled.advisories);
  }
  const rows = await matches
    .leftJoin('advisory_signal as signal', (join) =>
      join
        .onRef('signal.advisory_id', '=', 'match.advisory_id')
        .onRef('signal.org_id', '=', 'match.org_id'),
    )
    .selectAll('match')
    .select(signalColumns)
    .orderBy('match.severity_rank')
    .orderBy('match.package_name')
    .orderBy('match.advisory_id')
    .orderBy('match.id')
    .limit(page.pageSize)
    .offset(offsetOf(page))
    .execute();
  const { total } = await matches
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return {
    rows: rows.map((row) => ({ ...toImageFinding(row), ...joinedSignal(row) })),
    total: Number(total),
  };
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

/** Rows of an export read at once: some hundred kilobytes. */
const rowsPerStep = 1000;

interface ListRequest {
  readonly orgId: string;
  readonly filter: ResolvedFilter;
  readonly page: PageRequest;
  readonly sort: Sort<ExposureSortColumn> | undefined;
}

async function listExposures(
  db: Kysely<Tables>,
  { orgId, filter, page, sort }: ListRequest,
): Promise<Omit<Page<Exposure>, 'total'>> {
  const listed = { ...filter, skipsOrganisationIndex: sort?.column === 'firstSeenAt' };
  const { rows, edges } = await keysetPage(exposureRows(db, orgId, listed), orderOf(sort), page);
  return { rows: await detailed(db, orgId, rows), ...edges };
}

/** Each step goes on behind the last row of the one before, so that the end costs no more than the beginning. */
async function* exportExposures(
  db: Kysely<Tables>,
  orgId: string,
  filter: ExposureFilter,
): AsyncGenerator<readonly Exposure[]> {
  const resolved = { ...(await resolveFilter(db, orgId, filter)), skipsOrganisationIndex: true };
  if (resolved.registries.length === 0) return;
  let after = 0;
  for (;;) {
    const rows = await exposureRows(db, orgId, resolved)
      .where('exposure.id', '>', after)
      .orderBy('exposure.id')
      .limit(rowsPerStep)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield await detailed(db, orgId, rows);
  }
}

type ExposureRows = Awaited<ReturnType<ReturnType<typeof exposureRows>['execute']>>;

function exposureRows(db: Kysely<Tables>, orgId: string, filter: ResolvedFilter) {
  return (
    filteredExposures(db, orgId, filter)
      // Joins that leave the order of the exposures alone; both are always there.
      .leftJoin('registry', 'registry.id', 'exposure.registry_id')
      .leftJoin('image', 'image.id', 'exposure.image_id')
      .leftJoin('advisory_signal as signal', (join) =>
        join
          .onRef('signal.advisory_id', '=', 'exposure.advisory_id')
          .onRef('signal.org_id', '=', 'exposure.org_id'),
      )
      .selectAll('exposure')
      .select(['registry.name as registry_name', 'image.digest', 'image.matched_at'])
      .select(signalColumns)
  );
}

async function detailed(
  db: Kysely<Tables>,
  orgId: string,
  rows: Readonly<ExposureRows>,
): Promise<readonly Exposure[]> {
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
    ...joinedSignal(row),
    registryId: row.registry_id,
    registryName: row.registry_name ?? '',
    repository: row.repository,
    tag: row.tag,
    platform: row.platform,
    digest: row.digest ?? '',
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

/** The rank grows with less severe ones, so its order is the other way round. */
const sortColumns = {
  severity: [sql`exposure.severity_rank`, sql`exposure.first_seen_at`],
  epss: [sql`coalesce(signal.epss, -1)`],
  kevDueAt: [sql`coalesce(signal.kev_due_at, '')`],
  firstSeenAt: [sql`exposure.first_seen_at`],
  resolvedAt: [sql`coalesce(exposure.resolved_at, 0)`],
  advisory: [sql`exposure.advisory_id`],
  package: [sql`exposure.package_name`],
  repository: [sql`exposure.repository`],
} as const;

/** The id makes every order total. */
function orderOf(
  sort: Sort<ExposureSortColumn> = { column: 'severity', direction: 'descending' },
): KeyOrder {
  const isRising = (sort.direction === 'ascending') !== (sort.column === 'severity');
  return {
    columns: [...sortColumns[sort.column], sql`exposure.id`],
    direction: isRising ? 'ascending' : 'descending',
  };
}
