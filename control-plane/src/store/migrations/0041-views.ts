// Saved views, the labels of images, and the indexes that searches across images are answered from.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('saved_view')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('query_json', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('owner_name', 'text', (column) => column.notNull())
    .addColumn('is_shared', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'integer', (column) => column.notNull())
    .execute();
  await sql`create index saved_view_by_owner on saved_view (org_id, owner, name)`.execute(db);
  await db.schema
    .createTable('image_label')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('image_id', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('image_label_primary', ['image_id', 'name'])
    .execute();
  await sql`create index image_label_by_name on image_label (name, value, org_id)`.execute(db);
  // The part behind the colon: people ask for `log4j-core`, Maven writes `org.apache.logging.log4j:log4j-core`.
  await sql`create index image_package_by_short on image_package
    (substr(name, instr(name, ':') + 1), org_id, type, version)`.execute(db);
  await sql`create index exposure_by_short on exposure
    (substr(package_name, instr(package_name, ':') + 1), org_id, package_type, package_version)`.execute(
    db,
  );
  // The telling column first, as everywhere; it holds all that is summed by advisory.
  await sql`create index exposure_open_by_advisory on exposure
    (advisory_id, org_id, severity_rank, image_id, first_seen_at, registry_id, fixed_in)
    where resolved_at is null`.execute(db);
}
