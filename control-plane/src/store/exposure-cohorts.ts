// On which days the findings behind a few figures were opened and resolved. Critical ones are told by the index their list is
// walked by alone; what is known to be exploited are few advisories.
import { type Kysely, sql } from 'kysely';
import type { TrendRequest } from '../domain/findings/finding-queries.ts';
import { dayMs, trendStart } from '../domain/findings/finding-trend.ts';
import type { FindingCohort, PostureCohorts } from '../domain/findings/posture-trend.ts';
import { registriesAsked } from './exposure-filter.ts';
import { signalledBy } from './signal-rows.ts';
import type { Tables } from './tables.ts';

interface CohortsAsked {
  readonly registries: readonly string[];
  /** Resolved before this they are of no day that is shown. */
  readonly from: number;
}

export async function exposureCohorts(
  db: Kysely<Tables>,
  orgId: string,
  { now, days, filter = {} }: TrendRequest,
): Promise<PostureCohorts> {
  const registries = await registriesAsked(db, orgId, filter);
  if (registries.length === 0) return { critical: [], knownExploited: [] };
  const asked = { registries, from: trendStart(now, days) };
  const criticals = exposures(db, asked).where('org_id', '=', orgId).where('severity_rank', '=', 0);
  // Written so that the databases begin with the advisories, and not with all findings of the organisation.
  let exploited = exposures(db, asked).where(sql<string>`org_id || ''`, '=', orgId);
  for (const signalled of signalledBy(db, orgId, { kev: true })) {
    exploited = exploited.where('advisory_id', signalled.operator, signalled.advisories);
  }
  return { critical: await cohortsOf(criticals), knownExploited: await cohortsOf(exploited) };
}

function exposures(db: Kysely<Tables>, { registries, from }: CohortsAsked) {
  return db
    .selectFrom('exposure')
    .where('registry_id', 'in', registries)
    .where((is) => is.or([is('resolved_at', 'is', null), is('resolved_at', '>=', from)]));
}

async function cohortsOf(rows: ReturnType<typeof exposures>): Promise<readonly FindingCohort[]> {
  const cohorts = await rows
    .select((row) => [
      sql<number>`first_seen_at / ${sql.lit(dayMs)}`.as('openedDay'),
      sql<number | null>`resolved_at / ${sql.lit(dayMs)}`.as('resolvedDay'),
      row.fn.countAll<number>().as('findings'),
    ])
    .groupBy(['openedDay', 'resolvedDay'])
    .execute();
  return cohorts.map(({ openedDay, resolvedDay, findings }) => ({
    openedDay: Number(openedDay),
    resolvedDay: resolvedDay === null ? undefined : Number(resolvedDay),
    findings: Number(findings),
  }));
}
