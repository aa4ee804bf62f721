// Indexes that long lists are walked by: findings in the order they were first seen and resolved, which also hold what the
// trend sums; and what a repository already had of an advisory, asked for each finding that is told.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index exposure_by_first_sight on exposure
    (first_seen_at, id, org_id, severity, registry_id, resolved_at)`.execute(db);
  await sql`create index exposure_by_end on exposure
    (resolved_at, severity, registry_id, org_id) where resolved_at is not null`.execute(db);
  await db.schema.dropIndex('exposure_by_advisory').execute();
  await db.schema
    .createIndex('exposure_by_advisory')
    .on('exposure')
    .columns(['advisory_id', 'registry_id', 'repository', 'package_name', 'org_id'])
    .execute();
}
