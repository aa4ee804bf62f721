// The matcher's queues in SQL, across organisations.
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { SystemFindingStore } from '../domain/findings/finding-store.ts';
import { inChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';

export function createMatchQueueRows(
  db: Kysely<Tables>,
): Omit<SystemFindingStore, 'scope' | 'advisorySignals' | 'saveSignals'> {
  return {
    queuedImages: (limit, except) =>
      db
        .selectFrom('match_queue')
        .select(['org_id as orgId', 'image_id as imageId', 'version'])
        .$if(except.length > 0, (queue) => queue.where('image_id', 'not in', except))
        .orderBy('requested_at')
        .orderBy('image_id')
        .limit(limit)
        .execute(),
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
      queueImages(db, now, db.selectFrom('inventory').select(['org_id', 'image_id'])),
    queueImagesHolding: (changed, now) =>
      inChunks(changed.names, async (names) => {
        for (const column of ['name', 'source_name'] as const) {
          const holding = db
            .selectFrom('image_package')
            .select(['org_id', 'image_id'])
            .distinct()
            .where(column, 'in', names)
            .where('type', 'in', changed.types);
          await queueImages(db, now, holding);
        }
      }),
    queueUncoveredImages: (now) =>
      queueImages(
        db,
        now,
        db
          .selectFrom('inventory')
          .innerJoin('image', 'image.id', 'inventory.image_id')
          .select(['inventory.org_id', 'inventory.image_id'])
          .where((image) =>
            image.or([
              image('image.uncovered_json', '!=', '[]'),
              image('image.matched_with', 'is', null),
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

async function queueImages(
  db: Kysely<Tables>,
  now: number,
  images: SelectQueryBuilder<Tables, never, { org_id: string; image_id: number }>,
): Promise<void> {
  await db
    .insertInto('match_queue')
    .columns(['org_id', 'image_id', 'requested_at', 'version'])
    .expression((insert) =>
      insert
        .selectFrom(images.as('due'))
        .select((row) => [
          'due.org_id',
          'due.image_id',
          row.val(now).as('requested_at'),
          sql.lit(0).as('version'),
        ])
        // SQLite needs a condition here to tell the conflict clause from a join.
        .where('due.image_id', 'is not', null),
    )
    .onConflict((conflict) =>
      conflict.column('image_id').doUpdateSet((row) => ({
        requested_at: now,
        version: row('match_queue.version', '+', 1),
      })),
    )
    .execute();
}
