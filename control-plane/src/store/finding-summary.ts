// Open exposures in numbers. With a million of them, what is asked must be answered by indexes alone: sums from one that
// holds all that is summed, and each advisory and tag by a single look whether it has any. Columns are written `|| ''` where
// SQLite, without statistics, would take an index by organisation for a good one.
import { type Kysely, sql } from 'kysely';
import type { ExposureFilter, FindingSummary } from '../domain/findings/finding-queries.ts';
import { type SeverityLevel, severityLevels } from '../domain/inventory/image-queries.ts';
import { registriesAsked } from './exposure-filter.ts';
import type { Tables } from './tables.ts';

type SummaryFilter = Pick<ExposureFilter, 'registryId' | 'registryIds'>;

export async function findingSummary(
  db: Kysely<Tables>,
  orgId: string,
  filter: SummaryFilter,
): Promise<FindingSummary> {
  const open: Record<SeverityLevel, number> = {
    ...{ critical: 0, high: 0, medium: 0, low: 0, unknown: 0 },
  };
  const sums = { total: 0, fixable: 0 };
  const registries = await registriesAsked(db, orgId, filter);
  for (const row of await severitySums(db, orgId, registries)) {
    open[row.severity] += Number(row.exposures);
    sums.total += Number(row.exposures);
    sums.fixable += Number(row.fixable);
  }
  return {
    open,
    ...sums,
    knownExploited: await countKnownExploited(db, orgId, registries),
    advisories: await countAdvisories(db, orgId, registries),
    affectedTags: await countTags(db, orgId, registries),
  };
}

/** Open exposures and those of them that can be fixed, by severity and registry. */
export function severitySums(db: Kysely<Tables>, orgId: string, registries: readonly string[]) {
  return (
    db
      .selectFrom('exposure')
      .select((row) => [
        'severity',
        row.fn.countAll<number>().as('exposures'),
        row.fn.count<number>('fixed_in').as('fixable'),
      ])
      .where('org_id', '=', orgId)
      .where('registry_id', 'in', registries)
      .where('resolved_at', 'is', null)
      // First in the index, so that other questions are not drawn to it.
      .where('severity', 'in', severityLevels)
      // The order of the index, so that nothing is sorted.
      .groupBy(['severity', 'registry_id'])
      .execute()
  );
}

async function countKnownExploited(
  db: Kysely<Tables>,
  orgId: string,
  registries: readonly string[],
): Promise<number> {
  const { count } = await db
    .selectFrom('exposure')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('advisory_id', 'in', (signals) =>
      signals
        .selectFrom('advisory_signal')
        .select('advisory_id')
        .where('org_id', '=', orgId)
        .where('kev_added_at', 'is not', null),
    )
    .where(sql`exposure.org_id || ''`, '=', orgId)
    .where(sql`exposure.registry_id || ''`, 'in', registries)
    .where('resolved_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function countAdvisories(
  db: Kysely<Tables>,
  orgId: string,
  registries: readonly string[],
): Promise<number> {
  const known = db
    .selectFrom('advisory_alias')
    .select('advisory_id')
    .distinct()
    .where('org_id', '=', orgId);
  const { count } = await db
    .selectFrom(known.as('known'))
    .select((row) => row.fn.countAll<number>().as('count'))
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('exposure')
          .select(sql.lit(1).as('one'))
          .whereRef('exposure.advisory_id', '=', 'known.advisory_id')
          .where(sql`exposure.org_id || ''`, '=', orgId)
          .where('exposure.resolved_at', 'is', null)
          .where(sql`exposure.registry_id || ''`, 'in', registries),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Exposures are open at live tags only. */
async function countTags(
  db: Kysely<Tables>,
  orgId: string,
  registries: readonly string[],
): Promise<number> {
  const { count } = await db
    .selectFrom('tag')
    .innerJoin('repository', 'repository.id', 'tag.repository_id')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('tag.org_id', '=', orgId)
    .where('repository.registry_id', 'in', registries)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('exposure')
          .select(sql.lit(1).as('one'))
          .whereRef('exposure.registry_id', '=', 'repository.registry_id')
          .whereRef('exposure.repository', '=', 'repository.name')
          .whereRef('exposure.tag', '=', 'tag.name')
          .where(sql`exposure.org_id || ''`, '=', orgId)
          .where('exposure.resolved_at', 'is', null),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(count);
}
