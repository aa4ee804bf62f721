// All that a database holds, to look for what must not be in it. For tests only.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { OpenDatabase } from '../store/database.ts';
import { dialectOf } from '../store/dialect/store-dialect.ts';

/** Of the files in `folder`, or of every row of a PostgreSQL. */
export async function storedText(db: OpenDatabase['db'], folder: string): Promise<string> {
  if (dialectOf(db).name === 'sqlite') {
    return ['control-plane.sqlite', 'control-plane.sqlite-wal']
      .map((file) => join(folder, file))
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, 'latin1'))
      .join('');
  }
  return await db.transaction().execute(async (tx) => {
    await sql`set local bytea_output = 'escape'`.execute(tx);
    const texts: string[] = [];
    for (const { name } of await tx.introspection.getTables()) {
      const { rows } = await sql<{ readonly text: string }>`
        select row_of_table::text as text from ${sql.id(name)} as row_of_table`.execute(tx);
      texts.push(...rows.map(({ text }) => text));
    }
    return texts.join('\n');
  });
}
