// The trace of whoever wanted a job: it may wait for hours, and for another process, before a sensor takes it.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('job').addColumn('traceparent', 'text').execute();
}
