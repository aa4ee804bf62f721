// How a registry is reached and how much is taken from it: the opt-out of checking its certificate, a client
// certificate (sealed, with its fingerprint beside it) and the limits of pulls.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // One column for each statement: that is all SQLite can do.
  await db.schema
    .alterTable('registry')
    .addColumn('skip_tls_verify', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('registry').addColumn('client_certificate_sealed', 'blob').execute();
  await db.schema.alterTable('registry').addColumn('client_certificate_id', 'text').execute();
  await db.schema.alterTable('registry').addColumn('pull_limits_json', 'text').execute();
}
