// What scans saw in passing besides packages: secrets by place, permissions, configuration. One row for each, for
// lists across images; the inventory holds them too.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('image_observation')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('image_id', 'integer', (column) => column.notNull().references('image.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('severity_rank', 'integer', (column) => column.notNull())
    .addColumn('path', 'text')
    .addColumn('body_json', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('image_observation_by_image')
    .on('image_observation')
    .columns(['image_id', 'severity_rank', 'id'])
    .execute();
  await db.schema
    .createIndex('image_observation_by_rank')
    .on('image_observation')
    .columns(['org_id', 'severity_rank', 'id'])
    .execute();
}
