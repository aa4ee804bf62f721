// The end of tags in SQL: those a sync did not see, those that wait for a second look, those that are gone.
import type { Kysely } from 'kysely';
import type { InventoryStore } from '../domain/inventory/inventory-store.ts';
import { inChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';
import { endDigests } from './tag-digest-rows.ts';

type TagRemovalRows = Pick<
  InventoryStore,
  | 'unseenTags'
  | 'countLiveTags'
  | 'countTagsAddedBy'
  | 'hasMissingTags'
  | 'markMissing'
  | 'markGone'
>;

export function createTagRemovalRows(db: Kysely<Tables>, orgId: string): TagRemovalRows {
  const tagsOf = (registryId: string) =>
    db
      .selectFrom('repository')
      .innerJoin('tag', 'tag.repository_id', 'repository.id')
      .where('repository.org_id', '=', orgId)
      .where('repository.registry_id', '=', registryId)
      .where('tag.gone_at', 'is', null);
  const update = () => db.updateTable('tag').where('org_id', '=', orgId);
  return {
    unseenTags: async (registryId, jobId) => {
      const rows = await tagsOf(registryId)
        .select(['tag.id', 'repository.name', 'tag.missing_job_id'])
        .where('tag.judged_job_id', '<', jobId)
        .execute();
      return rows.map((row) => ({
        tagId: row.id,
        repository: row.name,
        ...(row.missing_job_id === null ? {} : { missingJobId: row.missing_job_id }),
      }));
    },
    countLiveTags: async (registryId) => {
      const rows = await tagsOf(registryId)
        .select((row) => ['repository.name', row.fn.countAll<number>().as('tags')])
        .groupBy('repository.name')
        .execute();
      return new Map(rows.map((row) => [row.name, Number(row.tags)]));
    },
    countTagsAddedBy: async (registryId, jobId) => {
      const row = await tagsOf(registryId)
        .select((count) => count.fn.countAll<number>().as('tags'))
        .where('tag.added_job_id', '=', jobId)
        .where('tag.attachment', '=', 0)
        .executeTakeFirstOrThrow();
      return Number(row.tags);
    },
    hasMissingTags: async (registryId) => {
      const row = await tagsOf(registryId)
        .select('tag.id')
        .where('tag.missing_job_id', 'is not', null)
        .executeTakeFirst();
      return row !== undefined;
    },
    markMissing: (tagIds, jobId) =>
      inChunks(tagIds, (chunk) =>
        update().where('id', 'in', chunk).set({ missing_job_id: jobId }).execute(),
      ),
    markGone: (tagIds, { jobId, attempt, now }) =>
      inChunks(tagIds, async (chunk) => {
        await update()
          .where('id', 'in', chunk)
          .set({
            gone_at: now,
            missing_job_id: null,
            judged_job_id: jobId,
            judged_attempt: attempt,
          })
          .execute();
        await endDigests(db, orgId, chunk, now);
      }),
  };
}
