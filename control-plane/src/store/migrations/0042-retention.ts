// Rules of retention, and the indexes that what they let go is found by.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('retention_rule')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('repositories_json', 'text', (column) => column.notNull())
    .addColumn('registry_id', 'text')
    .addColumn('older_than_days', 'integer')
    .addColumn('keep_newest', 'integer')
    .addColumn('is_enabled', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'integer', (column) => column.notNull())
    .addColumn('last_run_at', 'integer')
    .addColumn('last_removed', 'integer')
    .execute();
  await sql`create index retention_rule_by_org on retention_rule (org_id, created_at)`.execute(db);
  await sql`create index tag_gone on tag (repository_id, gone_at)
    where gone_at is not null`.execute(db);
  await sql`create index exposure_resolved on exposure (registry_id, repository, resolved_at)
    where resolved_at is not null`.execute(db);
  // What goes with an image.
  await sql`create index exposure_by_image on exposure (image_id)`.execute(db);
}
