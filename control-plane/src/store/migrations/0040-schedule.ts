// Schedules by cron, times in which nothing starts by itself, registries that pause, and what counts failures by.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, type] of [
    ['cron_json', 'text'],
    ['blackouts_json', 'text'],
    ['blackout_from', 'integer'],
    ['blackout_until', 'integer'],
    ['paused_at', 'integer'],
  ] as const) {
    await db.schema.alterTable('registry').addColumn(name, type).execute();
  }
  await sql`create index registry_blackout_due on registry (blackout_until)
    where blackouts_json is not null and deleted_at is null`.execute(db);
  // What is taken up again in bulk, without walking all that ever ran.
  await sql`create index job_by_dedupe on job (dedupe_key, org_id, created_at, id)`.execute(db);
  await sql`create index job_unhappy on job (org_id, state, created_at)
    where state in ('failed', 'dead')`.execute(db);
}
