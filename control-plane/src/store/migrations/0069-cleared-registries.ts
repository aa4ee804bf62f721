// Whether anything is left of a registry that was removed. Of those removed before this, everything is.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('registry').addColumn('cleared_at', 'integer').execute();
}
