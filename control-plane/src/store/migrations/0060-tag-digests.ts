// Which digests a tag named, and when. What tags show now is where their history begins.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tag_digest')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('tag_id', 'integer', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('seen_from', 'integer', (column) => column.notNull())
    .addColumn('seen_until', 'integer')
    .execute();
  await sql`create index tag_digest_by_tag on tag_digest (tag_id, id)`.execute(db);
  await sql`create unique index tag_digest_open on tag_digest (tag_id)
    where seen_until is null`.execute(db);
  await sql`insert into tag_digest (org_id, tag_id, digest, seen_from, seen_until)
    select org_id, id, digest, moved_at, gone_at from tag where attachment = 0`.execute(db);
}
