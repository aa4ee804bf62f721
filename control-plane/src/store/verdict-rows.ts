// Verdicts and the queue of tags to be judged, in SQL.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { NewVerdict, VerdictStore } from '../domain/policies/verdict-store.ts';
import { collectChunks, inChunks } from './in-chunks.ts';
import { integerValue } from './query-parts.ts';
import type { Tables } from './tables.ts';

type VerdictRows = Pick<
  VerdictStore,
  | 'verdicts'
  | 'saveVerdicts'
  | 'removeVerdicts'
  | 'queueTags'
  | 'queueTagsNamed'
  | 'queueImages'
  | 'queueDigest'
  | 'queueRegistry'
  | 'dropQueued'
>;

export function createVerdictRows(db: Kysely<Tables>, orgId: string): VerdictRows {
  const queueTags: VerdictRows['queueTags'] = (tagIds, now) =>
    inChunks(tagIds, (chunk) =>
      db
        .insertInto('verdict_queue')
        .values(chunk.map((id) => ({ org_id: orgId, tag_id: id, requested_at: now })))
        .onConflict((conflict) => conflict.column('tag_id').doNothing())
        .execute(),
    );
  return {
    verdicts: async (tagIds) => {
      const rows = await collectChunks(tagIds, (chunk) =>
        db
          .selectFrom('verdict')
          .select(['tag_id', 'image_id', 'platform', 'kind', 'known_kind', 'sentence'])
          .where('org_id', '=', orgId)
          .where('tag_id', 'in', chunk)
          .orderBy('tag_id')
          .orderBy('image_id')
          .execute(),
      );
      return rows.map((row) => ({
        tagId: row.tag_id,
        imageId: row.image_id,
        platform: row.platform,
        kind: row.kind,
        knownKind: row.known_kind ?? undefined,
        sentence: row.sentence,
      }));
    },
    saveVerdicts: (verdicts, now) =>
      inChunks(verdicts, (chunk) =>
        db
          .insertInto('verdict')
          .values(chunk.map((one) => verdictRow(orgId, one, now)))
          .onConflict((conflict) =>
            conflict.columns(['tag_id', 'image_id']).doUpdateSet((row) => ({
              platform: row.ref('excluded.platform'),
              kind: row.ref('excluded.kind'),
              known_kind: row.ref('excluded.known_kind'),
              sentence: row.ref('excluded.sentence'),
              reasons_json: row.ref('excluded.reasons_json'),
              accepted_findings: row.ref('excluded.accepted_findings'),
              changes_at: row.ref('excluded.changes_at'),
              judged_at: row.ref('excluded.judged_at'),
            })),
          )
          .execute(),
      ),
    removeVerdicts: async (keys) => {
      for (const { tagId, imageId } of keys) {
        await db
          .deleteFrom('verdict')
          .where('org_id', '=', orgId)
          .where('tag_id', '=', tagId)
          .where('image_id', '=', imageId)
          .execute();
      }
    },
    queueTags,
    queueTagsNamed: async (repositoryId, names, now) => {
      const rows = await collectChunks(names, (chunk) =>
        db
          .selectFrom('tag')
          .select('id')
          .where('org_id', '=', orgId)
          .where('repository_id', '=', repositoryId)
          .where('name', 'in', chunk)
          .where('attachment', '=', 0)
          .execute(),
      );
      await queueTags(
        rows.map(({ id }) => id),
        now,
      );
    },
    queueImages: (imageIds, now) =>
      inChunks(imageIds, (chunk) =>
        queueShowing(db, orgId, sql`image.id in (${sql.join(chunk)})`, now),
      ),
    queueDigest: (digest, now) => queueShowing(db, orgId, sql`image.digest = ${digest}`, now),
    queueRegistry: async (registryId, now) => {
      await sql`insert into verdict_queue (org_id, tag_id, requested_at)
        select tag.org_id, tag.id, ${integerValue(now)} from tag
        join repository on repository.id = tag.repository_id
        where tag.org_id = ${orgId} and repository.registry_id = ${registryId}
          and tag.gone_at is null and tag.attachment = 0
        on conflict (tag_id) do nothing`.execute(db);
    },
    dropQueued: (tagIds) =>
      inChunks(tagIds, (chunk) =>
        db
          .deleteFrom('verdict_queue')
          .where('org_id', '=', orgId)
          .where('tag_id', 'in', chunk)
          .execute(),
      ),
  };
}

/** Tags that show the image, directly or through an index. */
export async function queueShowing(
  db: Kysely<Tables>,
  orgId: string,
  isMeant: RawBuilder<unknown>,
  now: number,
): Promise<void> {
  await sql`insert into verdict_queue (org_id, tag_id, requested_at)
    select tag.org_id, tag.id, ${integerValue(now)} from tag
    where tag.org_id = ${orgId} and tag.gone_at is null and tag.attachment = 0
      and tag.digest in (
        select image.digest from image where ${isMeant} and image.org_id = ${orgId}
        union
        select top.digest from image join index_member member
          on member.member_digest = image.digest and member.org_id = image.org_id
        join image top on top.id = member.index_image_id
        where ${isMeant} and image.org_id = ${orgId} and member.role = 'image')
    on conflict (tag_id) do nothing`.execute(db);
}

function verdictRow(orgId: string, { subject, verdict, knownKind }: NewVerdict, now: number) {
  return {
    org_id: orgId,
    tag_id: subject.tagId,
    image_id: subject.imageId,
    platform: subject.platform,
    kind: verdict.kind,
    known_kind: knownKind ?? null,
    sentence: verdict.sentence,
    reasons_json: JSON.stringify(verdict.reasons),
    accepted_findings: verdict.acceptedFindings,
    changes_at: verdict.changesAtMs ?? null,
    judged_at: now,
  };
}
