// When a registry says that a tag was pushed, so that a preview of filters knows the age of tags as a sync does.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('tag').addColumn('pushed_at', 'integer').execute();
}
