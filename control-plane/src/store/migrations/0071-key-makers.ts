// Who made a key or an enrolment token: so that what somebody made can be found, and ends where it has to, once they have
// left.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['api_key', 'enrolment_token']) {
    await db.schema.alterTable(table).addColumn('created_by', 'text').execute();
    await db.schema.alterTable(table).addColumn('created_by_name', 'text').execute();
  }
}
