// The audit log. The database itself refuses to change or remove an event; only what a checkpoint covers may go.
import type { Kysely } from 'kysely';
import { dialectOf } from '../dialect/store-dialect.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_event')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('actor_kind', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addColumn('actor_name', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('target_kind', 'text', (column) => column.notNull())
    .addColumn('target_id', 'text', (column) => column.notNull())
    .addColumn('before_json', 'text')
    .addColumn('after_json', 'text')
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_event_primary', ['org_id', 'seq'])
    .execute();
  for (const column of ['at', 'actor_id', 'target_id']) {
    await db.schema
      .createIndex(`audit_event_by_${column}`)
      .on('audit_event')
      .columns(['org_id', column])
      .execute();
  }
  await db.schema
    .createTable('audit_checkpoint')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_checkpoint_primary', ['org_id', 'seq'])
    .execute();
  await refuseChanges(db);
}

async function refuseChanges(db: Kysely<unknown>): Promise<void> {
  const { refuse } = dialectOf(db).migrationParts;
  await refuse(db, {
    ...{ name: 'audit_event_no_update', table: 'audit_event', event: 'update' },
    message: 'audit events are never changed',
  });
  await refuse(db, {
    ...{ name: 'audit_event_no_delete', table: 'audit_event', event: 'delete' },
    unless: `exists (select 1 from audit_checkpoint
      where audit_checkpoint.org_id = old.org_id and audit_checkpoint.seq >= old.seq)`,
    message: 'audit events are kept',
  });
  await refuse(db, {
    ...{ name: 'audit_checkpoint_no_update', table: 'audit_checkpoint', event: 'update' },
    message: 'audit checkpoints are never changed',
  });
  await refuse(db, {
    ...{ name: 'audit_checkpoint_no_delete', table: 'audit_checkpoint', event: 'delete' },
    message: 'audit checkpoints are kept',
  });
}
