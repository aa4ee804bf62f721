// The last heartbeats of a sensor, so that a restart of the control plane leaves no hole in what is drawn of them.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sensor').addColumn('beats_json', 'text').execute();
}
