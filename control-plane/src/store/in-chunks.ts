// Long lists in statements of bounded size: SQLite allows 32,766 parameters, PostgreSQL 65,535, and both plan a
// statement of some hundred rows faster than one of thousands.
import { sql } from 'kysely';

/** Rows of one insert, and values of one `in` list. */
const chunkLength = 200;

/** A list for `in` from one value: however many texts there are, the statement is the same and is prepared once. */
export function listOf(texts: readonly string[]) {
  return sql<string>`(select value from json_each(${JSON.stringify(texts)}))`;
}

/** The same of numbers. */
export function numbersOf(numbers: readonly number[]) {
  return sql<number>`(select cast(value as bigint) from json_each(${JSON.stringify(numbers)}))`;
}

export async function inChunks<Item>(
  items: readonly Item[],
  run: (chunk: readonly Item[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < items.length; start += chunkLength) {
    await run(items.slice(start, start + chunkLength));
  }
}

export async function collectChunks<Item, Row>(
  items: readonly Item[],
  query: (chunk: readonly Item[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  await inChunks(items, async (chunk) => {
    for (const row of await query(chunk)) rows.push(row);
  });
  return rows;
}
