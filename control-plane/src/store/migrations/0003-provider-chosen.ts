// Whether a person chose the provider of a registry. Of the registries that are there nobody can tell, so they count as
// chosen and keep what they have.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('registry')
    .addColumn('provider_chosen', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
}
