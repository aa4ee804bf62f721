// Who made an exception, beside the name it is shown by: names are not unique, and only whoever asked takes it back. Of
// those that were made before nobody knows it.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('exception').addColumn('author_id', 'text').execute();
}
