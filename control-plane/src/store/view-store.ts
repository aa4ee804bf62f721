// The rows of saved views in SQL.
import type { Kysely, Selectable } from 'kysely';
import {
  type SavedView,
  type ViewQuery,
  type ViewStore,
  viewKinds,
} from '../domain/views/view-store.ts';
import type { SavedViewTable } from './setting-tables.ts';
import type { Tables } from './tables.ts';

/** An owner's own and all shared ones; far more than anybody reads. */
const viewsMax = 1000;

export function createViewStore(db: Kysely<Tables>, orgId: string): ViewStore {
  const views = () => db.selectFrom('saved_view').selectAll().where('org_id', '=', orgId);
  return {
    insert: async (view) => {
      await db
        .insertInto('saved_view')
        .values({
          ...{ id: view.id, org_id: orgId, kind: view.kind, name: view.name },
          query_json: JSON.stringify(view.query),
          ...{ owner: view.owner, owner_name: view.ownerName },
          is_shared: view.isShared ? 1 : 0,
          ...{ created_at: view.createdAt, updated_at: view.updatedAt },
        })
        .execute();
    },
    find: async (id) => {
      const row = await views().where('id', '=', id).executeTakeFirst();
      return row && toView(row);
    },
    visibleTo: async (owner, kind) => {
      const rows = await views()
        .where((row) => row.or([row('owner', '=', owner), row('is_shared', '=', 1)]))
        .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
        .orderBy('name')
        .orderBy('id')
        .limit(viewsMax)
        .execute();
      return rows.map(toView);
    },
    countOf: async (owner) => {
      const { count } = await db
        .selectFrom('saved_view')
        .select((row) => row.fn.countAll<number>().as('count'))
        .where('org_id', '=', orgId)
        .where('owner', '=', owner)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    change: async (id, { name, query, isShared, updatedAt }) => {
      await db
        .updateTable('saved_view')
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .set({
          ...{ name, query_json: JSON.stringify(query), updated_at: updatedAt },
          is_shared: isShared ? 1 : 0,
        })
        .execute();
    },
    remove: async (id) => {
      await db.deleteFrom('saved_view').where('org_id', '=', orgId).where('id', '=', id).execute();
    },
  };
}

function toView(row: Selectable<SavedViewTable>): SavedView {
  return {
    id: row.id,
    kind: viewKinds.find((kind) => kind === row.kind) ?? 'images',
    name: row.name,
    query: JSON.parse(row.query_json) as ViewQuery,
    owner: row.owner,
    ownerName: row.owner_name,
    isShared: row.is_shared === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
