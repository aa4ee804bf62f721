// Data keys, wrapped. What was sealed before with the key itself is sealed with them at the next start.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('data_key')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('owner_kind', 'text', (column) => column.notNull())
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('wrapped', 'blob', (column) => column.notNull())
    .addColumn('wrapped_by', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addUniqueConstraint('data_key_owner_unique', ['org_id', 'owner_kind', 'owner_id'])
    .execute();
  await db.schema
    .createIndex('data_key_by_wrapped_by')
    .on('data_key')
    .columns(['wrapped_by', 'id'])
    .execute();
}
