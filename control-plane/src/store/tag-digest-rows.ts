// The history of tags in SQL: a row for each time a tag began to name a digest, closed when it named another or was gone.
import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { InventoryStore } from '../domain/inventory/inventory-store.ts';
import { inChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';

/** Of one tag: a nightly build goes back more than a year. */
const digestsOfTagMax = 500;

export function createTagDigestRows(
  db: Kysely<Tables>,
  orgId: string,
): Pick<InventoryStore, 'rememberDigests'> {
  return {
    rememberDigests: (repositoryId, names, now) =>
      inChunks(names, async (chunk) => {
        const tags = tagsNamed(db, { orgId, repositoryId, names: chunk });
        const tagIds = tags.select('tag.id');
        await db
          .updateTable('tag_digest')
          .set({ seen_until: now })
          .where('tag_id', 'in', tagIds)
          .where('seen_until', 'is', null)
          .where('digest', '<>', (tag) =>
            tag.selectFrom('tag').select('tag.digest').whereRef('tag.id', '=', 'tag_digest.tag_id'),
          )
          .execute();
        await db
          .insertInto('tag_digest')
          .columns(['org_id', 'tag_id', 'digest', 'seen_from'])
          .expression(
            tags
              .select((tag) => ['tag.org_id', 'tag.id', 'tag.digest', tag.val(now).as('seen_from')])
              .where((tag) =>
                tag.not(
                  tag.exists(
                    tag
                      .selectFrom('tag_digest')
                      .select('tag_digest.id')
                      .whereRef('tag_digest.tag_id', '=', 'tag.id')
                      .where('tag_digest.seen_until', 'is', null),
                  ),
                ),
              ),
          )
          .execute();
        await forgetOldest(db, await longHistories(db, tagIds));
      }),
  };
}

function tagsNamed(
  db: Kysely<Tables>,
  {
    orgId,
    repositoryId,
    names,
  }: { readonly orgId: string; readonly repositoryId: number; readonly names: readonly string[] },
) {
  return db
    .selectFrom('tag')
    .where('tag.org_id', '=', orgId)
    .where('tag.repository_id', '=', repositoryId)
    .where('tag.name', 'in', names)
    .where('tag.attachment', '=', 0);
}

/** From when they are gone, tags name nothing. */
export async function endDigests(
  db: Kysely<Tables>,
  orgId: string,
  tagIds: readonly number[],
  now: number,
): Promise<void> {
  await db
    .updateTable('tag_digest')
    .set({ seen_until: now })
    .where('org_id', '=', orgId)
    .where('tag_id', 'in', tagIds)
    .where('seen_until', 'is', null)
    .execute();
}

async function longHistories(
  db: Kysely<Tables>,
  tagIds: SelectQueryBuilder<Tables, 'tag', { id: number }>,
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('tag_digest')
    .select('tag_id')
    .where('tag_id', 'in', tagIds)
    .groupBy('tag_id')
    .having((row) => row.fn.countAll<number>(), '>', digestsOfTagMax)
    .execute();
  return rows.map((row) => row.tag_id);
}

async function forgetOldest(db: Kysely<Tables>, tagIds: readonly number[]): Promise<void> {
  for (const tagId of tagIds) {
    await db
      .deleteFrom('tag_digest')
      .where('tag_id', '=', tagId)
      .where('id', 'not in', (kept) =>
        kept
          .selectFrom('tag_digest')
          .select('id')
          .where('tag_id', '=', tagId)
          .orderBy('id', 'desc')
          .limit(digestsOfTagMax),
      )
      .execute();
  }
}
