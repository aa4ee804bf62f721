// When each advisory was seen first is the first entry of its own, where it was the least of all its findings.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index exposure_open_first_sight on exposure
    (advisory_id, first_seen_at, org_id, registry_id) where resolved_at is null`.execute(db);
}
