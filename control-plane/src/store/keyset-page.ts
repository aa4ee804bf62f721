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

interface SortedRows<Row> {
  readonly rows: readonly Row[];
  /** Different for each row. */
  readonly keyOf: (row: Row) => PageKey;
  /** One for each value of a key. */
  readonly directions: readonly KeyOrder['direction'][];
  /** Whether the value at this place comes first, where that is not told by the value alone. */
  readonly isBefore?: (at: number, left: PageKey, right: PageKey) => boolean | undefined;
}

/** The same of rows at hand, where there are never many. */
export function sortedPage<Row>(
  { rows, keyOf, directions, isBefore }: SortedRows<Row>,
  page: PageRequest,
): { readonly rows: readonly Row[]; readonly edges: PageEdges } {
  const order = (a: PageKey, b: PageKey): number => {
    for (const [at, direction] of directions.entries()) {
      const [left, right] = [a[at] ?? '', b[at] ?? ''];
      if (typeof left !== typeof right) throw strangeCursor();
      if (left === right) continue;
      const isFirst = isBefore?.(at, a, b) ?? left < right;
      return isFirst === (direction === 'ascending') ? -1 : 1;
    }
    return 0;
  };
  const { cursor, pageSize } = page;
  if (cursor !== undefined) demandLength(cursor.key, directions.length);
  const sorted = rows.map((row) => ({ row, key: keyOf(row) })).sort((a, b) => order(a.key, b.key));
  const before = (key: PageKey, isWith: boolean): number => {
    const found = sorted.findIndex((one) => order(one.key, key) >= (isWith ? 1 : 0));
    return found < 0 ? sorted.length : found;
  };
  let start = offsetOf(page);
  let end = start + pageSize;
  if (cursor?.direction === 'after') {
    start = before(cursor.key, true);
    end = start + pageSize;
  } else if (cursor !== undefined) {
    end = before(cursor.key, false);
    start = Math.max(0, end - pageSize);
  }
  const found = sorted.slice(start, end);
  const [first, last] = [found.at(0), found.at(-1)];
  return {
    rows: found.map(({ row }) => row),
    edges: {
      ...(end < sorted.length && last !== undefined ? { next: last.key } : {}),
      ...(start > 0 && first !== undefined ? { previous: first.key } : {}),
    },
  };
}

/** How many rows there are, or that they are more than anybody counts. */
export async function countedRows<DB, TB extends keyof DB>(
  db: Kysely<Tables>,
  query: SelectQueryBuilder<DB, TB, object>,
  rowsMax = countedRowsMax,
): Promise<{ readonly total: number; readonly isMore: boolean }> {
  const counted = query.select(sql<number>`1`.as('one')).limit(rowsMax + 1);
  const { rows } = await sql<{
    count: number | string;
  }>`select count(*) as count from ${counted} as counted`.execute(db);
  const count = Number(rows[0]?.count ?? 0);
  return { total: Math.min(count, rowsMax), isMore: count > rowsMax };
}

/** The values of a key, each of its kind; none without a key. Throws VALIDATION_FAILED. */
export function demandKey(
  key: PageKey | undefined,
  kinds: readonly ('string' | 'number')[],
): PageKey | readonly undefined[] {
  if (key === undefined) return [];
  demandLength(key, kinds.length);
  if (key.some((value, at) => typeof value !== kinds[at])) throw strangeCursor();
  return key;
}

/** A key of another length comes from nobody this list answered. */
function demandLength(key: PageKey, length: number): void {
  if (key.length !== length) throw strangeCursor();
}

function strangeCursor(): HarborError {
  return new HarborError('VALIDATION_FAILED', {
    details: { field: 'cursor', rule: 'is none that this list gave out' },
  });
}

function beyond({ columns }: KeyOrder, key: PageKey, comparison: '<' | '>') {
  demandLength(key, columns.length);
  return sql<boolean>`(${sql.join(columns)}) ${sql.raw(comparison)} (${sql.join(key)})`;
}

function keyOf(row: unknown, { columns }: KeyOrder): PageKey {
  const values = row as Readonly<Record<string, string | number>>;
  return columns.map((_, index) => values[`key${index}`] ?? '');
}
