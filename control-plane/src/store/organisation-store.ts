// Organisations: one exists from the first start.
import type { Kysely } from 'kysely';
import type { OrganisationStore } from '../domain/unit-of-work.ts';
import type { Tables } from './tables.ts';

export function createOrganisationStore(db: Kysely<Tables>): OrganisationStore {
  return {
    ids: async () => {
      const rows = await db.selectFrom('organisation').select('id').orderBy('created_at').execute();
      return rows.map((row) => row.id);
    },
    nameOf: async (id) => {
      const row = await db
        .selectFrom('organisation')
        .select('name')
        .where('id', '=', id)
        .executeTakeFirst();
      return row?.name ?? '';
    },
    ensure: async (id, name, now) => {
      await db
        .insertInto('organisation')
        .values({ id, name, created_at: now })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    },
  };
}
