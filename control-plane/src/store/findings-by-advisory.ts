// Open findings grouped by advisory: how many images and tags each touches. The groups are summed in the order of one index
// that holds all that is summed; what a page shows besides is read for its rows only.
import { type Kysely, sql } from 'kysely';
import type {
  AdvisoryGroup,
  AdvisoryGroupSortColumn,
  ExposureFilter,
} from '../domain/findings/finding-queries.ts';
import {
  type Page,
  type PageRequest,
  type Sort,
  severityLevels,
} from '../domain/inventory/image-queries.ts';
import { filteredExposures, resolveFilter } from './exposure-filter.ts';
import { offsetOf, optional, sortDirection } from './query-parts.ts';
import { joinedSignal, signalColumns } from './signal-rows.ts';
import type { Tables } from './tables.ts';

interface GroupRequest {
  readonly orgId: string;
  readonly filter: ExposureFilter;
  readonly page: PageRequest;
  readonly sort: Sort<AdvisoryGroupSortColumn> | undefined;
}

/** Packages and versions that a row names; the counts are of all. */
const namesMax = 20;

export async function findingsByAdvisory(
  db: Kysely<Tables>,
  { orgId, filter, page, sort }: GroupRequest,
): Promise<Page<AdvisoryGroup>> {
  const resolved = { ...(await resolveFilter(db, orgId, filter)), skipsOrganisationIndex: true };
  if (resolved.registries.length === 0) return { rows: [], total: 0 };
  const exposures = filteredExposures(db, orgId, resolved);
  const groups = exposures
    .groupBy('exposure.advisory_id')
    .select((row) => [
      'exposure.advisory_id as advisoryId',
      sql<number>`min(exposure.severity_rank)`.as('rank'),
      sql<number>`count(distinct exposure.image_id)`.as('images'),
      row.fn.countAll<number>().as('findings'),
      row.fn.count<number>('exposure.fixed_in').as('fixable'),
      sql<number>`min(exposure.first_seen_at)`.as('firstSeenAt'),
    ]);
  const rows = await db
    .selectFrom(groups.as('groups'))
    .leftJoin('advisory_signal as signal', (join) =>
      join.onRef('signal.advisory_id', '=', 'groups.advisoryId').on('signal.org_id', '=', orgId),
    )
    .selectAll('groups')
    .select(signalColumns)
    .orderBy(orderOf(sort))
    .limit(page.pageSize)
    .offset(offsetOf(page))
    .execute();
  const { total } = await exposures
    .select(sql<number>`count(distinct exposure.advisory_id)`.as('total'))
    .executeTakeFirstOrThrow();
  const ids = rows.map(({ advisoryId }) => advisoryId);
  const packages = await packagesOf(exposures.where('exposure.advisory_id', 'in', ids));
  const texts = await textsOf(db, orgId, ids);
  return {
    total: Number(total),
    rows: rows.map((row) => ({
      advisoryId: row.advisoryId,
      ids: texts.get(row.advisoryId)?.ids ?? [row.advisoryId],
      ...optional('summary', texts.get(row.advisoryId)?.summary),
      severity: severityLevels[row.rank] ?? 'unknown',
      images: Number(row.images),
      findings: Number(row.findings),
      fixable: Number(row.fixable),
      firstSeenAt: row.firstSeenAt,
      packages: packages.get(row.advisoryId) ?? [],
      ...joinedSignal(row),
    })),
  };
}

async function packagesOf(
  exposures: ReturnType<typeof filteredExposures>,
): Promise<ReadonlyMap<string, AdvisoryGroup['packages']>> {
  const rows = await exposures
    .select((row) => [
      'exposure.advisory_id as advisoryId',
      'exposure.package_type as type',
      'exposure.package_name as name',
      'exposure.fixed_in as fixedIn',
      row.fn.countAll<number>().as('findings'),
    ])
    .groupBy([
      'exposure.advisory_id',
      'exposure.package_type',
      'exposure.package_name',
      'exposure.fixed_in',
    ])
    .orderBy('findings', 'desc')
    .orderBy('name')
    .execute();
  const groups = Map.groupBy(rows, (row) => row.advisoryId);
  return new Map(
    [...groups].map(([advisoryId, found]) => [
      advisoryId,
      found.slice(0, namesMax).map(({ type, name, fixedIn }) => ({
        ...{ type, name },
        ...optional('fixedIn', fixedIn),
      })),
    ]),
  );
}

/** As any of its matches says it: names and summary belong to the advisory. */
async function textsOf(db: Kysely<Tables>, orgId: string, advisoryIds: readonly string[]) {
  const texts = new Map<string, { readonly ids: readonly string[]; readonly summary: string }>();
  for (const advisoryId of advisoryIds) {
    const match = await db
      .selectFrom('match')
      .select(['ids_json', 'summary'])
      .where('advisory_id', '=', advisoryId)
      .where('org_id', '=', orgId)
      .limit(1)
      .executeTakeFirst();
    if (match === undefined) continue;
    texts.set(advisoryId, { ids: JSON.parse(match.ids_json) as string[], summary: match.summary });
  }
  return texts;
}

const sortColumns = {
  severity: 'groups.rank',
  images: 'groups.images',
  findings: 'groups.findings',
  firstSeenAt: 'groups.firstSeenAt',
  epss: 'signal.epss',
  advisory: 'groups.advisoryId',
} as const;

/** The rank grows with less severe ones, so its order is the other way round. The id makes every order total. */
function orderOf(
  sort: Sort<AdvisoryGroupSortColumn> = { column: 'severity', direction: 'descending' },
) {
  const isRising = (sort.direction === 'ascending') !== (sort.column === 'severity');
  const direction = sortDirection(isRising, sort.column === 'epss');
  return sql`${sql.ref(sortColumns[sort.column])} ${direction}, groups.images desc, ${sql.ref('groups.advisoryId')}`;
}
