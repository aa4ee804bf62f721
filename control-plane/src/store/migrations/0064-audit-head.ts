// The end of each audit log, noted apart from it, so that events cut off at the end are missed. It only moves on.
import { type Kysely, sql } from 'kysely';
import { dialectOf } from '../dialect/store-dialect.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_head')
    .addColumn('org_id', 'text', (column) => column.primaryKey().references('organisation.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  await sql`insert into audit_head (org_id, seq, hash)
    select org_id, seq, hash from audit_event where not exists (select 1 from audit_event as later
      where later.org_id = audit_event.org_id and later.seq > audit_event.seq)`.execute(db);
  const { refuse } = dialectOf(db).migrationParts;
  await refuse(db, {
    ...{ name: 'audit_head_no_return', table: 'audit_head', event: 'update' },
    unless: '(new.org_id = old.org_id and new.seq > old.seq)',
    message: 'the end of the audit log only moves on',
  });
  await refuse(db, {
    ...{ name: 'audit_head_no_delete', table: 'audit_head', event: 'delete' },
    message: 'the end of the audit log is kept',
  });
}
