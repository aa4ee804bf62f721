// The `sort` of a query in the words of the inventory's and the findings' queries.
import type { Sort } from '../domain/inventory/image-queries.ts';
import { sortOf } from './pagination.ts';

export function querySort<Column extends string>(
  sort: `${Column}:${'asc' | 'desc'}` | undefined,
): Sort<Column> | undefined {
  const parsed = sortOf(sort);
  if (parsed === undefined) return undefined;
  return { column: parsed.column, direction: parsed.descending ? 'descending' : 'ascending' };
}
