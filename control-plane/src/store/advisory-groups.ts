// The advisories of a filter with the number of their open findings: from the counts that triggers keep where these can tell,
// else by grouping the findings that the filter lets through.
import { type Kysely, sql } from 'kysely';
import type { ExposureFilter } from '../domain/findings/finding-queries.ts';
import { severityLevels } from '../domain/inventory/image-queries.ts';
import { filteredExposures, type ResolvedFilter } from './exposure-filter.ts';
import { listOf } from './in-chunks.ts';
import { advisoriesNamed } from './query-parts.ts';
import { signalledBy } from './signal-rows.ts';
import type { Tables } from './tables.ts';

export interface CountedAdvisory {
  readonly advisoryId: string;
  /** Of its worst finding; 0 is critical. */
  readonly rank: number;
  readonly findings: number;
  readonly fixable: number;
}

/** What the counts know. */
const countedBy: ReadonlySet<keyof ExposureFilter> = new Set([
  ...(['registryId', 'registryIds', 'severity', 'advisoryId', 'kev', 'epssMin'] as const),
  ...(['fixable', 'state'] as const),
]);

export async function advisoryGroups(
  db: Kysely<Tables>,
  orgId: string,
  filter: ResolvedFilter,
): Promise<readonly CountedAdvisory[]> {
  const rows = isCounted(filter)
    ? await countedFindings(db, orgId, filter)
        .groupBy('advisory_id')
        .select((row) => [
          'advisory_id as advisoryId',
          sql<number>`min(case severity ${rankOfSeverity} end)`.as('rank'),
          row.fn.sum<number>(countOf(filter)).as('findings'),
          sql<number>`sum(case when fixed_in = '' then 0 else ${countOf(filter)} end)`.as(
            'fixable',
          ),
        ])
        .execute()
    : // All are looked at: whatever narrows them first is worth a list, however long.
      await filteredExposures(db, orgId, { ...filter, isWalked: true, hasFewCandidates: true })
        .groupBy('exposure.advisory_id')
        .select((row) => [
          'exposure.advisory_id as advisoryId',
          sql<number>`min(exposure.severity_rank)`.as('rank'),
          row.fn.countAll<number>().as('findings'),
          row.fn.count<number>('exposure.fixed_in').as('fixable'),
        ])
        .execute();
  return rows.map(({ advisoryId, rank, findings, fixable }) => ({
    ...{ advisoryId, rank: Number(rank) },
    ...{ findings: Number(findings), fixable: Number(fixable) },
  }));
}

/** The packages of these advisories and what fixes them, those with the most findings first; an empty text is no fix. */
export async function advisoryPackages(
  db: Kysely<Tables>,
  orgId: string,
  filter: ResolvedFilter,
  advisoryIds: readonly string[],
) {
  const ids = listOf(advisoryIds);
  if (isCounted(filter)) {
    return await countedFindings(db, orgId, filter)
      .where('advisory_id', 'in', ids)
      .select((row) => [
        'advisory_id as advisoryId',
        'package_type as type',
        'package_name as name',
        'fixed_in as fixedIn',
        row.fn.sum<number>(countOf(filter)).as('findings'),
      ])
      .groupBy(['advisory_id', 'package_type', 'package_name', 'fixed_in'])
      .orderBy('findings', 'desc')
      .orderBy('name')
      .orderBy('fixedIn')
      .orderBy('type')
      .execute();
  }
  return await filteredExposures(db, orgId, filter)
    .where('exposure.advisory_id', 'in', ids)
    .select((row) => [
      'exposure.advisory_id as advisoryId',
      'exposure.package_type as type',
      'exposure.package_name as name',
      sql<string>`coalesce(exposure.fixed_in, '')`.as('fixedIn'),
      row.fn.countAll<number>().as('findings'),
    ])
    .groupBy(['exposure.advisory_id', 'exposure.package_type', 'exposure.package_name', 'fixedIn'])
    .orderBy('findings', 'desc')
    .orderBy('name')
    .orderBy('fixedIn')
    .orderBy('type')
    .execute();
}

/** Undefined is as good as absent. */
export function isCounted(resolved: ResolvedFilter): boolean {
  const {
    registries: _,
    packageVersions: _versions,
    packageNames: _names,
    isWalked: _walked,
    packages: _packages,
    isInListOrder: _order,
    fewPlaces: _places,
    ...filter
  } = resolved;
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined);
  return asked.every(([key]) => countedBy.has(key as keyof ExposureFilter));
}

const rankOfSeverity = sql.join(
  severityLevels.map((level, rank) => sql`when ${sql.lit(level)} then ${sql.lit(rank)}`),
  sql` `,
);

/** How many findings of the states asked for a row of counts stands for. */
export function countOf({ state = 'open' }: Pick<ExposureFilter, 'state'>) {
  return {
    open: sql<number>`finding_count.open`,
    resolved: sql<number>`finding_count.resolved`,
    all: sql<number>`(finding_count.open + finding_count.resolved)`,
  }[state];
}

/** The counts of advisories with findings that the filter lets through, as far as counts can tell. */
export function countedFindings(db: Kysely<Tables>, orgId: string, filter: ResolvedFilter) {
  const { registries, severity, advisoryId, fixable } = filter;
  let rows = db
    .selectFrom('finding_count')
    .where('finding_count.org_id', '=', orgId)
    .where('finding_count.registry_id', 'in', registries)
    .where(countOf(filter), '>', 0);
  if (severity !== undefined) rows = rows.where('finding_count.severity', '=', severity);
  if (advisoryId !== undefined) {
    rows = rows.where('finding_count.advisory_id', 'in', advisoriesNamed(db, orgId, advisoryId));
  }
  for (const signalled of signalledBy(db, orgId, filter)) {
    rows = rows.where('finding_count.advisory_id', signalled.operator, signalled.advisories);
  }
  if (fixable !== undefined) {
    rows = rows.where('finding_count.fixed_in', fixable ? '<>' : '=', '');
  }
  return rows;
}
