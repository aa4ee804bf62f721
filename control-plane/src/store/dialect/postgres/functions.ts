// Functions of SQLite that queries use and PostgreSQL lacks, under the same names: one text of a query serves both.
// All are plain expressions, which the planner opens up, so that they cost nothing and indexes on them are used.
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../tables.ts';

const functions: readonly string[] = [
  `instr(whole text, part text) returns integer language sql immutable parallel safe
    as $$ select strpos($1, $2) $$`,
  `hex(bytes bytea) returns text language sql immutable parallel safe
    as $$ select upper(encode($1, 'hex')) $$`,
  // Both ignore the case of ASCII letters and of no others, since text compares by its bytes.
  `"like"(pattern text, whole text, escape text) returns boolean language sql immutable parallel safe
    as $$ select ($2 collate "C") ilike $1 escape $3 $$`,
  `json_each(list text) returns table (value text) language sql immutable parallel safe rows 200
    as $$ select json_array_elements_text(replace($1, '\\u0000', '\\ufffd')::json) $$`,
  `json_extract(document text, path text) returns text language sql immutable parallel safe
    as $$ select jsonb_path_query_first($1::jsonb, $2::jsonpath) #>> '{}' $$`,
  `max(one bigint, other bigint) returns bigint language sql immutable parallel safe
    as $$ select case when $1 is null or $2 is null then null else greatest($1, $2) end $$`,
];

/** In one transaction, which waits for others: two that replace a function at once disturb each other. */
export async function addFunctions(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const definition of functions) {
      await sql`create or replace function ${sql.raw(definition)}`.execute(tx);
    }
  });
}
