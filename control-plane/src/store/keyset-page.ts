// Pages of long lists in SQL: by the key of the row they go on from, and counted only so far as people care.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { PageRequest } from '../domain/inventory/image-queries.ts';
import { countedRowsMax, type PageEdges, type PageKey } from '../domain/page-key.ts';
import { offsetOf } from './query-parts.ts';
import type { Tables } from './tables.ts';

/** All in one direction, so that a page begins where a single comparison of rows says. None is ever null. */
export interface KeyOrder {
  readonly columns: readonly RawBuilder<unknown>[];
  readonly direction: 'ascending' | 'descending';
}

/** Ids sort by the time they were made, and tell apart what was made in the same millisecond. */
export const newestFirst: KeyOrder = {
  columns: [sql`created_at`, sql`id`],
  direction: 'descending',
};

export async function keysetPage<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  order: KeyOrder,
  page: PageRequest,
): Promise<{ readonly rows: readonly Row[]; readonly edges: PageEdges }> {
  const { cursor, pageSize } = page;
  const isBackwards = cursor?.direction === 'before';
  const isFalling = (order.direction === 'descending') !== isBackwards;
  const direction = sql.raw(isFalling ? 'desc' : 'asc');
  const columns = order.columns.map((column) => sql`${column} ${direction}`);
  let wanted = query
    .select(order.columns.map((column, index) => column.as(`key${index}`)))
    .orderBy(sql`${sql.join(columns)}`)
    .limit(pageSize + 1);
  if (cursor === undefined) wanted = wanted.offset(offsetOf(page));
  else wanted = wanted.where(beyond(order, cursor.key, isFalling ? '<' : '>'));
  const found = (await wanted.execute()) as Row[];
  const hasMore = found.length > pageSize;
  const rows = found.slice(0, pageSize);
  if (isBackwards) rows.reverse();
  const first = rows.at(0);
  const last = rows.at(-1);
  const hasNext = isBackwards || hasMore;
  const hasPrevious = isBackwards ? hasMore : cursor !== undefined || page.page > 1;
  return {
    rows,
    edges: {
      ...(hasNext && last !== undefined ? { next: keyOf(last, order) } : {}),
      ...(hasPrevious && first !== undefined ? { previous: keyOf(first, order) } : {}),
    },
  };
}

/** How many rows there are, or that they are more than anybody counts. */
export async function countedRows<DB, TB extends keyof DB>(
  db: Kysely<Tables>,
  query: SelectQueryBuilder<DB, TB, object>,
): Promise<{ readonly total: number; readonly isMore: boolean }> {
  const counted = query.select(sql<number>`1`.as('one')).limit(countedRowsMax + 1);
  const { rows } = await sql<{
    count: number | string;
  }>`select count(*) as count from ${counted} as counted`.execute(db);
  const count = Number(rows[0]?.count ?? 0);
  return { total: Math.min(count, countedRowsMax), isMore: count > countedRowsMax };
}

/** A key of another length comes from nobody this list answered. */
function beyond({ columns }: KeyOrder, key: PageKey, comparison: '<' | '>') {
  if (key.length !== columns.length) {
    throw new HarborError('VALIDATION_FAILED', {
      details: { field: 'cursor', rule: 'is none that this list gave out' },
    });
  }
  return sql<boolean>`(${sql.join(columns)}) ${sql.raw(comparison)} (${sql.join(key)})`;
}

function keyOf(row: unknown, { columns }: KeyOrder): PageKey {
  const values = row as Readonly<Record<string, string | number>>;
  return columns.map((_, index) => values[`key${index}`] ?? '');
}
