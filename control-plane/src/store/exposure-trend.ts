// What was opened and resolved on which day, counted in SQL.
import { type Kysely, sql } from 'kysely';
import type { TrendRequest } from '../domain/findings/finding-queries.ts';
import {
  dayMs,
  findingTrend,
  type TrendChange,
  type TrendPoint,
  trendStart,
} from '../domain/findings/finding-trend.ts';
import { type SeverityLevel, severityLevels } from '../domain/inventory/image-queries.ts';
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
  if (registries.length === 0) return findingTrend([], request);
  const start = trendStart(request.now, request.days);
  const period = { registries, start, days: request.days };
  const opened = await changesSince(db, orgId, { ...period, column: 'first_seen_at' });
  const resolved = await changesSince(db, orgId, { ...period, column: 'resolved_at' });
  const changes = [
    ...opened.map(({ count, ...row }) => ({ ...row, opened: count, resolved: 0 })),
    ...resolved.map(({ count, ...row }) => ({ ...row, opened: 0, resolved: count })),
  ];
  const before = severityLevels.map((severity) => ({ day: -1, severity, opened: 0, resolved: 0 }));
  for (const { severity, exposures } of await severitySums(db, orgId, registries)) {
    const row = before.find((one) => one.severity === severity);
    if (row !== undefined) row.opened += Number(exposures);
  }
  for (const change of changes) {
    const row = before.find((one) => one.severity === change.severity);
    if (row !== undefined) row.opened += change.resolved - change.opened;
  }
  return findingTrend([...before, ...changes], request);
}

type DayCount = Pick<TrendChange, 'day' | 'severity'> & { readonly count: number };

interface Period {
  readonly registries: readonly string[];
  readonly start: number;
  readonly days: number;
  readonly column: 'first_seen_at' | 'resolved_at';
}

/** A day is a part of an index, counted as it is walked; grouping a million rows would sort them first. */
async function changesSince(
  db: Kysely<Tables>,
  orgId: string,
  { registries, start, days, column }: Period,
): Promise<readonly DayCount[]> {
  const counts: DayCount[] = [];
  for (let day = 0; day < days; day += 1) {
    let rows = db
      .selectFrom('exposure')
      .where(sql<string>`exposure.org_id || ''`, '=', orgId)
      .where(sql<string>`exposure.registry_id || ''`, 'in', registries)
      .where(`exposure.${column}`, '>=', start + day * dayMs);
    // Today ends now, whatever the clock says of the newest rows.
    if (day < days - 1) rows = rows.where(`exposure.${column}`, '<', start + (day + 1) * dayMs);
    const row = await rows
      .select(severityLevels.map((severity) => countOf(severity).as(severity)))
      .executeTakeFirst();
    for (const severity of severityLevels) {
      const count = Number(row?.[severity] ?? 0);
      if (count > 0) counts.push({ day, severity, count });
    }
  }
  return counts;
}

function countOf(severity: SeverityLevel) {
  return sql<number | null>`sum(case when exposure.severity = ${severity} then 1 else 0 end)`;
}
