// Small facts of the installation, by name.
import type { Kysely } from 'kysely';
import type { SettingStore } from '../domain/unit-of-work.ts';
import type { Tables } from './tables.ts';

export function createSettingStore(db: Kysely<Tables>): SettingStore {
  return {
    get: async (name) => {
      const row = await db
        .selectFrom('setting')
        .select('value')
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.value;
    },
    set: async (name, value) => {
      await db
        .insertInto('setting')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute();
    },
  };
}
