// Repositories and tags in SQL: what is listed where, and what the last word on it was.
import type { Kysely } from 'kysely';
import type { InventoryStore, Place, TagRecord } from '../domain/inventory/inventory-store.ts';
import { collectChunks, inChunks } from './in-chunks.ts';
import { integerValue } from './query-parts.ts';
import type { TagTable } from './registry-tables.ts';
import type { Tables } from './tables.ts';

type TagRows = Pick<
  InventoryStore,
  | 'isLiveRegistry'
  | 'hasNewerSync'
  | 'ensureRepository'
  | 'tagsNamed'
  | 'saveTags'
  | 'digestOfTag'
  | 'queueExposures'
  | 'queueExposuresOfDigest'
>;

export function createTagRows(db: Kysely<Tables>, orgId: string): TagRows {
  return {
    isLiveRegistry: async (registryId) => {
      const row = await db
        .selectFrom('registry')
        .select('id')
        .where('org_id', '=', orgId)
        .where('id', '=', registryId)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return row !== undefined;
    },
    hasNewerSync: async (registryId, jobId) => {
      const row = await db
        .selectFrom('sync_run')
        .select('id')
        .where('org_id', '=', orgId)
        .where('registry_id', '=', registryId)
        .where('job_id', '>', jobId)
        .where('outcome', '=', 'succeeded')
        .where('restricted', '=', 0)
        .executeTakeFirst();
      return row !== undefined;
    },
    ensureRepository: (place, now) => ensureRepository(db, orgId, place, now),
    tagsNamed: async (repositoryId, names) => {
      const rows = await collectChunks(names, (chunk) =>
        db
          .selectFrom('tag')
          .selectAll()
          .where('org_id', '=', orgId)
          .where('repository_id', '=', repositoryId)
          .where('name', 'in', chunk)
          .execute(),
      );
      return rows.map(toTag);
    },
    saveTags: (repositoryId, tags) =>
      inChunks(tags, (chunk) => saveTags(db, orgId, repositoryId, chunk)),
    digestOfTag: async (place, tag) => {
      const row = await db
        .selectFrom('tag')
        .innerJoin('repository', 'repository.id', 'tag.repository_id')
        .select('tag.digest')
        .where('tag.org_id', '=', orgId)
        .where('repository.registry_id', '=', place.registryId)
        .where('repository.name', '=', place.repository)
        .where('tag.name', '=', tag)
        .executeTakeFirst();
      return row?.digest;
    },
    queueExposures: (repositoryId, names, now) =>
      inChunks(names, (chunk) =>
        queueTags(db, orgId, now, (tags) =>
          tags.where('tag.repository_id', '=', repositoryId).where('tag.name', 'in', chunk),
        ),
      ),
    queueExposuresOfDigest: async (digest, now) => {
      await queueTags(db, orgId, now, (tags) => tags.where('tag.digest', '=', digest));
    },
  };
}

async function ensureRepository(
  db: Kysely<Tables>,
  orgId: string,
  place: Place,
  now: number,
): Promise<number> {
  const { id } = await db
    .insertInto('repository')
    .values({
      org_id: orgId,
      registry_id: place.registryId,
      name: place.repository,
      first_seen_at: now,
      last_seen_at: now,
    })
    .onConflict((conflict) =>
      conflict.columns(['registry_id', 'name']).doUpdateSet({ last_seen_at: now }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function saveTags(
  db: Kysely<Tables>,
  orgId: string,
  repositoryId: number,
  tags: readonly TagRecord[],
): Promise<void> {
  await db
    .insertInto('tag')
    .values(
      tags.map((tag) => ({
        org_id: orgId,
        repository_id: repositoryId,
        name: tag.name,
        digest: tag.digest,
        first_seen_at: tag.firstSeenAt,
        last_seen_at: tag.lastSeenAt,
        moved_at: tag.movedAt,
        attachment: tag.attachment ? (1 as const) : (0 as const),
        added_job_id: tag.addedJobId,
        judged_job_id: tag.judgedJobId,
        judged_attempt: tag.judgedAttempt,
        missing_job_id: tag.missingJobId ?? null,
        gone_at: tag.goneAt ?? null,
        pushed_at: tag.pushedAt ?? null,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['repository_id', 'name']).doUpdateSet((row) => ({
        digest: row.ref('excluded.digest'),
        last_seen_at: row.ref('excluded.last_seen_at'),
        moved_at: row.ref('excluded.moved_at'),
        added_job_id: row.ref('excluded.added_job_id'),
        judged_job_id: row.ref('excluded.judged_job_id'),
        judged_attempt: row.ref('excluded.judged_attempt'),
        missing_job_id: row.ref('excluded.missing_job_id'),
        gone_at: row.ref('excluded.gone_at'),
        pushed_at: row.ref('excluded.pushed_at'),
      })),
    )
    .execute();
}

function liveTags(db: Kysely<Tables>, orgId: string) {
  return db
    .selectFrom('tag')
    .where('tag.org_id', '=', orgId)
    .where('tag.gone_at', 'is', null)
    .where('tag.attachment', '=', 0);
}

async function queueTags(
  db: Kysely<Tables>,
  orgId: string,
  now: number,
  narrow: (tags: ReturnType<typeof liveTags>) => ReturnType<typeof liveTags>,
): Promise<void> {
  await db
    .insertInto('exposure_queue')
    .columns(['org_id', 'tag_id', 'requested_at'])
    .expression(
      narrow(liveTags(db, orgId)).select([
        'tag.org_id',
        'tag.id',
        integerValue(now).as('requested_at'),
      ]),
    )
    .onConflict((conflict) => conflict.column('tag_id').doNothing())
    .execute();
}

function toTag(row: Omit<TagTable, 'id'>): TagRecord {
  return {
    name: row.name,
    digest: row.digest,
    attachment: row.attachment === 1,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    movedAt: row.moved_at,
    addedJobId: row.added_job_id,
    judgedJobId: row.judged_job_id,
    judgedAttempt: row.judged_attempt,
    ...(row.missing_job_id === null ? {} : { missingJobId: row.missing_job_id }),
    ...(row.gone_at === null ? {} : { goneAt: row.gone_at }),
    ...(row.pushed_at === null ? {} : { pushedAt: row.pushed_at }),
  };
}
