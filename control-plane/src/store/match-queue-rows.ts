// The matcher's queues in SQL, across organisations.
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { SystemFindingStore } from '../domain/findings/finding-store.ts';
import { inChunks } from './in-chunks.ts';
import { namingColumns } from './package-fact-rows.ts';
import { integerValue } from './query-parts.ts';
import type { Tables } from './tables.ts';

export function createMatchQueueRows(
  db: Kysely<Tables>,
): Omit<SystemFindingStore, 'scope' | 'advisorySignals' | 'saveSignals'> {
  return {
    queuedImages: async (limit, except) => {
      const rows = await db
        .selectFrom('match_queue')
        .select(['org_id as orgId', 'image_id as imageId', 'version', 'is_whole'])
        .$if(except.length > 0, (queue) => queue.where('image_id', 'not in', except))
        .orderBy('requested_at')
        .orderBy('image_id')
        .limit(limit)
        .execute();
      return rows.map(({ is_whole, ...row }) => ({ ...row, isWhole: is_whole === 1 }));
    },
    queuedTags: (limit, except) =>
      db
        .selectFrom('exposure_queue')
        .select(['org_id as orgId', 'tag_id as tagId'])
        .$if(except.length > 0, (queue) => queue.where('tag_id', 'not in', except))
        .orderBy('requested_at')
        .orderBy('tag_id')
        .limit(limit)
        .execute(),
    queueAllImages: (now) =>
      queueImages(
        db,
        { now, isWhole: true },
        db.selectFrom('inventory').select(['org_id', 'image_id']),
      ),
    queueImagesHolding: (changed, now) =>
      inChunks(changed.names, async (names) => {
        for (const { column, types } of namingColumns(changed)) {
          const holding = db
            .selectFrom('image_package')
            .select(['org_id', 'image_id'])
            .distinct()
            .where(column, 'in', names)
            .where(
              'type',
              'in',
              types.map((type) => sql.lit(type)),
            );
          await queueImages(db, { now, isWhole: false }, holding);
        }
      }),
    hasPartRequests: async () => {
      const row = await db
        .selectFrom('match_queue')
        .select('image_id')
        .where('is_whole', '=', 0)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    queueUnmatchedImages: (now) =>
      queueImages(
        db,
        { now, isWhole: true },
        inventoriedImages(db).where('image.matched_with', 'is', null),
      ),
    queueUncoveredImages: (now) =>
      queueImages(
        db,
        { now, isWhole: true },
        inventoriedImages(db).where((image) =>
          image.or([
            image('image.uncovered_json', '!=', '[]'),
            // A distro without data, of which the image holds no package.
            image('image.coverage', '=', 'no-advisory-data'),
          ]),
        ),
      ),
    setMatchedWith: async (builtAt) => {
      await db
        .updateTable('image')
        .set({ matched_with: builtAt })
        .where('matched_with', 'is not', null)
        .where('id', 'not in', (queued) => queued.selectFrom('match_queue').select('image_id'))
        .execute();
    },
  };
}

function inventoriedImages(db: Kysely<Tables>) {
  return db
    .selectFrom('inventory')
    .innerJoin('image', 'image.id', 'inventory.image_id')
    .select(['inventory.org_id', 'inventory.image_id']);
}

async function queueImages(
  db: Kysely<Tables>,
  { now, isWhole }: { readonly now: number; readonly isWhole: boolean },
  images: SelectQueryBuilder<Tables, never, { org_id: string; image_id: number }>,
): Promise<void> {
  await db
    .insertInto('match_queue')
    .columns(['org_id', 'image_id', 'requested_at', 'version', 'is_whole'])
    .expression((insert) =>
      insert
        .selectFrom(images.as('due'))
        .select([
          'due.org_id',
          'due.image_id',
          integerValue(now).as('requested_at'),
          sql.lit(0).as('version'),
          sql.lit(isWhole ? 1 : 0).as('is_whole'),
        ])
        // SQLite needs a condition here to tell the conflict clause from a join.
        .where('due.image_id', 'is not', null),
    )
    .onConflict((conflict) =>
      conflict.column('image_id').doUpdateSet((row) => ({
        requested_at: now,
        version: row('match_queue.version', '+', 1),
        ...(isWhole ? { is_whole: 1 } : {}),
      })),
    )
    .execute();
}
