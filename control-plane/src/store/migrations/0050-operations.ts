// Answers kept for requests that are sent again, sensors that are drained, and the order in which old rows are pruned.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('idempotent_answer')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('key_hash', 'text', (column) => column.notNull())
    .addColumn('request_hash', 'text', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('answer_sealed', 'blob')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotent_answer_key', ['org_id', 'key_hash'])
    .execute();
  await index(db, 'idempotent_answer_by_age', 'idempotent_answer', ['created_at']);
  await db.schema.alterTable('sensor').addColumn('drained_at', 'integer').execute();
  await index(db, 'job_by_end', 'job', ['finished_at']);
  await index(db, 'sync_run_by_end', 'sync_run', ['finished_at']);
  await index(db, 'webhook_receipt_by_age', 'webhook_receipt', ['received_at']);
  await index(db, 'delivery_by_end', 'delivery', ['finished_at']);
}

async function index(
  db: Kysely<unknown>,
  name: string,
  table: string,
  columns: readonly string[],
): Promise<void> {
  await db.schema
    .createIndex(name)
    .on(table)
    .columns([...columns])
    .execute();
}
