// Which mailboxes took an e-mail that others refused: another try goes to those others alone.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('delivery').addColumn('served_json', 'text').execute();
}
