// What was opened and resolved on which day, from the counts that triggers keep.
import { type Kysely, sql } from 'kysely';
import type { TrendRequest } from '../domain/findings/finding-queries.ts';
import {
  dayMs,
  findingTrend,
  type TrendChange,
  type TrendPoint,
  trendStart,
} from '../domain/findings/finding-trend.ts';
import { registriesAsked } from './exposure-filter.ts';
import { severitySums } from './finding-summary.ts';
import type { Tables } from './tables.ts';

/** What is open now is counted anyway; only what changed since the beginning is read besides, whatever came before it. */
export async function exposureTrend(
  db: Kysely<Tables>,
  orgId: string,
  request: TrendRequest,
): Promise<readonly TrendPoint[]> {
  const registries = await registriesAsked(db, orgId, request.filter ?? {});
  const changes = await changesSince(db, orgId, { ...request, registries });
  const before = (await severitySums(db, orgId, registries)).map(({ severity, open }) => ({
    ...{ day: -1, severity, opened: Number(open), resolved: 0 },
  }));
  // Taken back from what is open now, it leaves what was open before all of it.
  const undone = changes.map(({ severity, opened, resolved }) => ({
    ...{ day: -1, severity, opened: resolved, resolved: opened },
  }));
  return findingTrend([...before, ...undone, ...changes], request);
}

async function changesSince(
  db: Kysely<Tables>,
  orgId: string,
  { registries, now, days }: TrendRequest & { readonly registries: readonly string[] },
): Promise<readonly TrendChange[]> {
  const first = trendStart(now, days) / dayMs;
  // Today ends now, whatever the clock says of the newest rows.
  const day = sql<number>`case when day < ${first + days - 1} then day else ${first + days - 1} end`;
  const rows = await db
    .selectFrom('finding_day')
    .select((row) => [
      day.as('at'),
      'severity',
      row.fn.sum<number>('opened').as('opened'),
      row.fn.sum<number>('resolved').as('resolved'),
    ])
    .where('org_id', '=', orgId)
    .where('registry_id', 'in', registries)
    .where('day', '>=', first)
    .groupBy(['at', 'severity'])
    .execute();
  return rows.map(({ at, severity, opened, resolved }) => ({
    ...{ day: Number(at) - first, severity },
    ...{ opened: Number(opened), resolved: Number(resolved) },
  }));
}
