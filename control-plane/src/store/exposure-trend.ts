// What was opened and resolved on which day, counted in SQL.
import { type Kysely, sql } from 'kysely';
import type { ExposureFilter, TrendRequest } from '../domain/findings/finding-queries.ts';
import {
  dayMs,
  findingTrend,
  type TrendChange,
  type TrendPoint,
  trendStart,
} from '../domain/findings/finding-trend.ts';
import type { Tables } from './tables.ts';

export async function exposureTrend(
  db: Kysely<Tables>,
  orgId: string,
  request: TrendRequest,
): Promise<readonly TrendPoint[]> {
  if (request.filter?.registryIds?.length === 0) return findingTrend([], request);
  const start = trendStart(request.now, request.days);
  const opened = await changesBy(db, orgId, { ...request, start, column: 'first_seen_at' });
  const resolved = await changesBy(db, orgId, { ...request, start, column: 'resolved_at' });
  return findingTrend(
    [
      ...opened.map(({ count, ...row }) => ({ ...row, opened: count, resolved: 0 })),
      ...resolved.map(({ count, ...row }) => ({ ...row, opened: 0, resolved: count })),
    ],
    request,
  );
}

type DayCount = Pick<TrendChange, 'day' | 'severity'> & { readonly count: number };

async function changesBy(
  db: Kysely<Tables>,
  orgId: string,
  {
    filter = {},
    start,
    column,
  }: {
    readonly filter?: Pick<ExposureFilter, 'registryId' | 'registryIds'>;
    readonly start: number;
    readonly column: 'first_seen_at' | 'resolved_at';
  },
): Promise<readonly DayCount[]> {
  const time = sql.ref(`exposure.${column}`);
  const day = sql<number>`case when ${time} < ${start} then -1 else (${time} - ${start}) / ${sql.lit(dayMs)} end`;
  let rows = db
    .selectFrom('exposure')
    .innerJoin('registry', 'registry.id', 'exposure.registry_id')
    .where('exposure.org_id', '=', orgId)
    .where('registry.deleted_at', 'is', null)
    .where(`exposure.${column}`, 'is not', null);
  if (filter.registryId !== undefined) {
    rows = rows.where('exposure.registry_id', '=', filter.registryId);
  }
  if (filter.registryIds !== undefined) {
    rows = rows.where('exposure.registry_id', 'in', filter.registryIds);
  }
  const counted = await rows
    .select((row) => [day.as('day'), 'exposure.severity', row.fn.countAll<number>().as('count')])
    .groupBy(['day', 'exposure.severity'])
    .execute();
  return counted.map((row) => ({
    day: Math.floor(Number(row.day)),
    severity: row.severity,
    count: Number(row.count),
  }));
}
