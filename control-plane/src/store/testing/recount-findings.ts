// What the counts of findings are and what they ought to be. For tests only.
import { type Kysely, sql } from 'kysely';
import { dayMs } from '../../domain/findings/finding-trend.ts';
import type { Tables } from '../tables.ts';

/** As triggers kept them; rows of zeros count nothing. */
export async function keptCounts(db: Kysely<Tables>) {
  const of = async (table: 'finding_count' | 'finding_day' | 'finding_tag') =>
    sorted(await db.selectFrom(table).selectAll().execute());
  return {
    advisories: (await of('finding_count')).filter((row) => row['open'] || row['resolved']),
    days: (await of('finding_day')).filter((row) => row['opened'] || row['resolved']),
    tags: (await of('finding_tag')).filter((row) => row['open']),
  };
}

/** From the findings themselves. */
export async function recounted(db: Kysely<Tables>) {
  const of = async (text: ReturnType<typeof sql>) =>
    sorted((await sql<Record<string, unknown>>`${text}`.execute(db)).rows);
  const isOpen = sql`case when resolved_at is null then 1 else 0 end`;
  const day = sql.lit(dayMs);
  return {
    advisories: await of(sql`select org_id, registry_id, advisory_id, severity, package_type,
      package_name, coalesce(fixed_in, '') as fixed_in, sum(${isOpen}) as open,
      sum(1 - ${isOpen}) as resolved from exposure
      group by org_id, registry_id, advisory_id, severity, package_type, package_name,
      coalesce(fixed_in, '')`),
    days: await of(sql`select org_id, registry_id, day, severity, sum(opened) as opened,
      sum(resolved) as resolved from (
        select org_id, registry_id, first_seen_at / ${day} as day, severity, 1 as opened,
          0 as resolved from exposure
        union all select org_id, registry_id, resolved_at / ${day}, severity, 0, 1
          from exposure where resolved_at is not null) as changes
      group by org_id, registry_id, day, severity`),
    tags: await of(sql`select org_id, registry_id, repository, tag, count(*) as open from exposure
      where resolved_at is null group by org_id, registry_id, repository, tag`),
  };
}

/** Sums are numbers on one database and texts on the other. */
function sorted(rows: readonly object[]): readonly Record<string, unknown>[] {
  const texts = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row)
        .map(([name, value]) => [name, /^\d+$/.test(String(value)) ? Number(value) : value])
        .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    ),
  );
  return texts.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
