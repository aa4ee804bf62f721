// Open exposures in numbers: summed from the counts that triggers keep, of which there are few however many exposures there are.
import { type Kysely, sql } from 'kysely';
import type { ExposureFilter, FindingSummary } from '../domain/findings/finding-queries.ts';
import {
  type SeverityCounts,
  type SeverityLevel,
  severityLevels,
} from '../domain/inventory/image-queries.ts';
import { countedFindings } from './advisory-groups.ts';
import { registriesAsked } from './exposure-filter.ts';
import type { Tables } from './tables.ts';

type SummaryFilter = Pick<ExposureFilter, 'registryId' | 'registryIds'>;

export async function findingSummary(
  db: Kysely<Tables>,
  orgId: string,
  filter: SummaryFilter,
): Promise<FindingSummary> {
  const registries = await registriesAsked(db, orgId, filter);
  const open = noFindings();
  let fixable = 0;
  for (const row of await severitySums(db, orgId, registries)) {
    open[row.severity] += Number(row.open);
    fixable += Number(row.fixable);
  }
  return {
    ...{ open, fixable },
    total: severityLevels.reduce((sum, severity) => sum + open[severity], 0),
    knownExploited: await countKnownExploited(db, orgId, registries),
    advisories: await countAdvisories(db, orgId, registries),
    affectedTags: await countTags(db, orgId, registries),
  };
}

function noFindings(): Record<SeverityLevel, number> {
  return { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
}

/** One question for all of them. */
export async function openByRegistry(
  db: Kysely<Tables>,
  orgId: string,
  registries: readonly string[],
): Promise<ReadonlyMap<string, SeverityCounts>> {
  const counts = new Map(registries.map((id) => [id, noFindings()]));
  if (registries.length === 0) return counts;
  const rows = await openCounts(db, orgId, registries)
    .select((row) => ['registry_id', 'severity', row.fn.sum<number>('open').as('open')])
    .groupBy(['registry_id', 'severity'])
    .execute();
  for (const { registry_id, severity, open } of rows) {
    const registry = counts.get(registry_id);
    if (registry !== undefined) registry[severity] = Number(open);
  }
  return counts;
}

/** Open exposures and those of them that can be fixed, by severity. */
export function severitySums(db: Kysely<Tables>, orgId: string, registries: readonly string[]) {
  return openCounts(db, orgId, registries)
    .select((row) => [
      'severity',
      row.fn.sum<number>('open').as('open'),
      sql<number>`sum(case when fixed_in = '' then 0 else open end)`.as('fixable'),
    ])
    .groupBy('severity')
    .execute();
}

function openCounts(db: Kysely<Tables>, orgId: string, registries: readonly string[]) {
  return countedFindings(db, orgId, { registries });
}

async function countKnownExploited(
  db: Kysely<Tables>,
  orgId: string,
  registries: readonly string[],
): Promise<number> {
  const { count } = await openCounts(db, orgId, registries)
    .select((row) => row.fn.sum<number | null>('open').as('count'))
    .where('advisory_id', 'in', (signals) =>
      signals
        .selectFrom('advisory_signal')
        .select('advisory_id')
        .where('org_id', '=', orgId)
        .where('kev_added_at', 'is not', null),
    )
    .executeTakeFirstOrThrow();
  return Number(count ?? 0);
}

async function countAdvisories(
  db: Kysely<Tables>,
  orgId: string,
  registries: readonly string[],
): Promise<number> {
  const { count } = await openCounts(db, orgId, registries)
    .select(sql<number>`count(distinct advisory_id)`.as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function countTags(
  db: Kysely<Tables>,
  orgId: string,
  registries: readonly string[],
): Promise<number> {
  const { count } = await db
    .selectFrom('finding_tag')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('org_id', '=', orgId)
    .where('registry_id', 'in', registries)
    .where('open', '>', 0)
    .executeTakeFirstOrThrow();
  return Number(count);
}
