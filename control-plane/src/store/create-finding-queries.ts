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
import { exposureCohorts } from './exposure-cohorts.ts';
import {
  filteredExposures,
  isIndexed,
  type ResolvedFilter,
  resolveFilter,
} from './exposure-filter.ts';
import { exposureTrend } from './exposure-trend.ts';
import { exposuresByAdvisory } from './exposures-by-advisory.ts';
import { fixTimes } from './finding-age-rows.ts';
import { findingSummary, openByRegistry } from './finding-summary.ts';
import type { MatchTable } from './finding-tables.ts';
import { findingWhereabouts } from './finding-whereabouts.ts';
import { findingsByAdvisory } from './findings-by-advisory.ts';
import { findImage } from './image-detail.ts';
import { inChunks, numbersOf } from './in-chunks.ts';
import { type KeyOrder, keysetPage } from './keyset-page.ts';
import { exposurePieces, matchingExposures, within } from './matching-exposures.ts';
import { advisoriesNamed, optional } from './query-parts.ts';
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
      const { total, isMore, ...matching } = await matchingExposures(db, orgId, resolved);
      const { ids, isFew, hasFewCandidates = false } = matching;
      const asked = { ...resolved, hasFewCandidates };
      const request = { orgId, filter: asked, page, sort, isFew, ids };
      return { ...(await listExposures(db, request)), total, isMore };
    },
    exportExposures: (orgId, filter) => exportExposures(db, orgId, filter),
    byAdvisory: (orgId, filter, page, sort) =>
      findingsByAdvisory(db, { orgId, filter, page, sort }),
    trend: (orgId, request) => exposureTrend(db, orgId, request),
    cohorts: (orgId, request) => exposureCohorts(db, orgId, request),
    summary: (orgId, filter) => findingSummary(db, orgId, filter ?? {}),
    openByRegistry: (orgId, registryIds) => openByRegistry(db, orgId, registryIds),
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
  const found = matches
    .leftJoin('advisory_signal as signal', (join) =>
      join
        .onRef('signal.advisory_id', '=', 'match.advisory_id')
        .onRef('signal.org_id', '=', 'match.org_id'),
    )
    .leftJoin('finding_age as age', (join) =>
      join
        .onRef('age.advisory_id', '=', 'match.advisory_id')
        .onRef('age.package_type', '=', 'match.package_type')
        .onRef('age.package_name', '=', 'match.package_name')
        .onRef('age.org_id', '=', 'match.org_id'),
    )
    .selectAll('match')
    .select(signalColumns)
    .select('age.published_at');
  const { rows, edges } = await keysetPage(found, worstFirst, page);
  const { total } = await matches
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return {
    rows: rows.map((row) => ({
      ...toImageFinding(row),
      ...optional('publishedAtMs', row.published_at),
      ...joinedSignal(row),
    })),
    total: Number(total),
    ...edges,
  };
}

const worstFirst: KeyOrder = {
  columns: [
    sql`match.severity_rank`,
    sql`match.package_name`,
    sql`match.advisory_id`,
    sql`match.id`,
  ],
  direction: 'ascending',
};

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
  readonly isFew: boolean;
  /** Of all of few. */
  readonly ids: readonly number[] | undefined;
}

async function listExposures(
  db: Kysely<Tables>,
  { orgId, filter, page, sort, isFew, ids }: ListRequest,
): Promise<Omit<Page<Exposure>, 'total'>> {
  const { column, direction } = sort ?? { column: 'severity', direction: 'descending' };
  const isByAdvisory = column === 'epss' || column === 'kevDueAt' || column === 'advisory';
  const found =
    isByAdvisory && !isFew
      ? await exposuresByAdvisory(db, { orgId, filter, page, sort: { column, direction } })
      : await exposuresInOrder(db, {
          orgId,
          filter,
          page,
          sort: { column, direction },
          isFew,
          ids,
        });
  // Ordered by no more than it takes; what a row shows besides is read for those of the page.
  const rows = await exposureRows(db, orgId).where('exposure.id', 'in', found.ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const inOrder = found.ids.flatMap((id) => byId.get(id) ?? []);
  return { rows: await detailed(db, orgId, inOrder, filter), ...found.edges };
}

async function exposuresInOrder(
  db: Kysely<Tables>,
  { orgId, filter, page, sort, isFew, ids }: ListRequest & { sort: Sort<ExposureSortColumn> },
) {
  const isInListOrder = !isFew && sort.column === 'severity';
  const listed =
    ids === undefined
      ? filteredExposures(db, orgId, { ...filter, isInListOrder, isWalked: !isFew })
      : exposuresOf(db, orgId).where('exposure.id', 'in', numbersOf(ids));
  const places = joinedWithSignals(listed).select('exposure.id');
  const { rows, edges } = await keysetPage(places, orderOf(sort), page);
  return { ids: rows.map(({ id }) => id), edges };
}

function exposuresOf(db: Kysely<Tables>, orgId: string) {
  return db.selectFrom('exposure').where(sql<string>`exposure.org_id || ''`, '=', orgId);
}

/** Left out by the database where nothing is asked of them. */
function joinedWithSignals(exposures: ReturnType<typeof exposuresOf>) {
  return exposures.leftJoin('advisory_signal as signal', (join) =>
    join
      .onRef('signal.advisory_id', '=', 'exposure.advisory_id')
      .onRef('signal.org_id', '=', 'exposure.org_id'),
  );
}

/** In the order of the table: few are known by their ids, of many the table is walked. */
async function* exportExposures(
  db: Kysely<Tables>,
  orgId: string,
  filter: ExposureFilter,
): AsyncGenerator<readonly Exposure[]> {
  const resolved = await resolveFilter(db, orgId, filter);
  if (resolved.registries.length === 0) return;
  const { ids } = isIndexed(resolved) ? await matchingExposures(db, orgId, resolved) : {};
  const steps = ids === undefined ? walked(db, orgId, resolved) : picked(db, orgId, ids);
  for await (const rows of steps) {
    if (rows.length > 0) yield await detailed(db, orgId, rows, filter);
  }
}

async function* walked(db: Kysely<Tables>, orgId: string, filter: ResolvedFilter) {
  for await (const piece of exposurePieces(db, rowsPerStep)) {
    yield await exposureRows(db, orgId, filter)
      .where(within(piece))
      .orderBy('exposure.id')
      .execute();
  }
}

async function* picked(db: Kysely<Tables>, orgId: string, ids: readonly number[]) {
  const sorted = ids.toSorted((a, b) => a - b);
  for (let start = 0; start < sorted.length; start += rowsPerStep) {
    yield await exposureRows(db, orgId)
      .where('exposure.id', 'in', numbersOf(sorted.slice(start, start + rowsPerStep)))
      .orderBy('exposure.id')
      .execute();
  }
}

type ExposureRows = Awaited<ReturnType<ReturnType<typeof exposureRows>['execute']>>;

function exposureRows(db: Kysely<Tables>, orgId: string, filter?: ResolvedFilter) {
  const exposures =
    filter === undefined ? exposuresOf(db, orgId) : filteredExposures(db, orgId, filter);
  return (
    joinedWithSignals(exposures)
      // Joins that leave the order of the exposures alone; both are always there.
      .leftJoin('registry', 'registry.id', 'exposure.registry_id')
      .leftJoin('image', 'image.id', 'exposure.image_id')
      .selectAll('exposure')
      .select(['registry.name as registry_name', 'image.digest', 'image.matched_at'])
      .select(signalColumns)
  );
}

async function detailed(
  db: Kysely<Tables>,
  orgId: string,
  rows: Readonly<ExposureRows>,
  { registryIds }: ExposureFilter,
): Promise<readonly Exposure[]> {
  const details = await detailsOf(db, orgId, rows);
  const fixed = await fixTimes(db, { orgId, registryIds }, rows.map(fixableOf));
  return rows.map((row, at) => ({
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
    ...optional('fixKnownAt', fixed[at]),
  }));
}

function fixableOf(row: ExposureRows[number]) {
  return {
    ...{ advisoryId: row.advisory_id, packageType: row.package_type },
    ...{ packageName: row.package_name, fixedIn: row.fixed_in ?? undefined },
  };
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
  // Of few; many are read by exposures-by-advisory, whose keys these are.
  epss: [sql`coalesce(signal.epss, -1)`, sql`exposure.advisory_id`],
  kevDueAt: [sql`coalesce(signal.kev_due_at, '')`, sql`exposure.advisory_id`],
  advisory: [sql`exposure.advisory_id`, sql`exposure.advisory_id`],
  firstSeenAt: [sql`exposure.first_seen_at`],
  resolvedAt: [sql`coalesce(exposure.resolved_at, 0)`],
  package: [sql`exposure.package_name`],
  repository: [sql`exposure.repository`],
} as const;

/** The id makes every order total. */
function orderOf(sort: Sort<ExposureSortColumn>): KeyOrder {
  const isRising = (sort.direction === 'ascending') !== (sort.column === 'severity');
  return {
    columns: [...sortColumns[sort.column], sql`exposure.id`],
    direction: isRising ? 'ascending' : 'descending',
  };
}
