// What matching asks of a package, kept once for all images that hold it; and requests that concern changed packages only,
// for which no inventory has to be read.
import { type Kysely, sql } from 'kysely';
import { dialectOf } from '../dialect/store-dialect.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('package_fact')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('body_json', 'text', (column) => column.notNull())
    .addUniqueConstraint('package_fact_body_unique', ['body_json', 'org_id'])
    .execute();
  await dialectOf(db).migrationParts.uniqueByWhole(db, {
    ...{ table: 'package_fact', column: 'body_json', constraint: 'package_fact_body_unique' },
  });
  // Both stay empty until the image is matched as a whole the next time.
  await db.schema.alterTable('image_package').addColumn('fact_id', 'integer').execute();
  await db.schema.alterTable('image').addColumn('distro_json', 'text').execute();
  await db.schema
    .alterTable('match_queue')
    .addColumn('is_whole', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  await db.schema
    .createIndex('match_queue_in_order')
    .on('match_queue')
    .columns(['requested_at', 'image_id'])
    .execute();
  await db.schema.dropIndex('image_package_by_source').execute();
  await db.schema
    .createIndex('image_package_by_source')
    .on('image_package')
    .columns(['source_name', 'image_id'])
    .execute();
  // Only the advisories of rpm distros name binary packages besides their sources.
  await sql`create index image_package_rpm on image_package (name, image_id) where type = 'rpm'`.execute(
    db,
  );
}
