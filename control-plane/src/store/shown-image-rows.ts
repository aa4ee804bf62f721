// Which tags show which images in SQL, directly or through an index, and the queues of what is due for matching.
import type { Kysely } from 'kysely';
import type { FindingStore, ShownImage } from '../domain/findings/finding-store.ts';
import { collectChunks, inChunks } from './in-chunks.ts';
import { optional } from './query-parts.ts';
import { indexesNaming, liveTags } from './shown-by.ts';
import type { Tables } from './tables.ts';

type ShownImageRows = Pick<
  FindingStore,
  | 'tagsShowing'
  | 'tagPlace'
  | 'shownImages'
  | 'queueTags'
  | 'queuedVersions'
  | 'dropQueuedImages'
  | 'dropQueuedTag'
>;

export function createShownImageRows(db: Kysely<Tables>, orgId: string): ShownImageRows {
  return {
    tagsShowing: async (imageId) => {
      const digests = await shownDigests(db, orgId, imageId);
      const rows = await collectChunks(digests, (chunk) =>
        tagPlaces(db, orgId).where('tag.digest', 'in', chunk).orderBy('tag.id').execute(),
      );
      return rows;
    },
    tagPlace: (tagId) => tagPlaces(db, orgId).where('tag.id', '=', tagId).executeTakeFirst(),
    shownImages: (tagId) => shownImages(db, orgId, tagId),
    queueTags: (tagIds, now) =>
      inChunks(tagIds, (chunk) =>
        db
          .insertInto('exposure_queue')
          .values(chunk.map((id) => ({ org_id: orgId, tag_id: id, requested_at: now })))
          .onConflict((conflict) => conflict.column('tag_id').doNothing())
          .execute(),
      ),
    queuedVersions: async (imageIds) => {
      const rows = await collectChunks(imageIds, (chunk) =>
        db
          .selectFrom('match_queue')
          .select(['image_id', 'version'])
          .where('org_id', '=', orgId)
          .where('image_id', 'in', chunk)
          .execute(),
      );
      return new Map(rows.map((row) => [row.image_id, row.version]));
    },
    dropQueuedImages: (imageIds) =>
      inChunks(imageIds, (chunk) =>
        db
          .deleteFrom('match_queue')
          .where('org_id', '=', orgId)
          .where('image_id', 'in', chunk)
          .execute(),
      ),
    dropQueuedTag: async (tagId) => {
      await db
        .deleteFrom('exposure_queue')
        .where('org_id', '=', orgId)
        .where('tag_id', '=', tagId)
        .execute();
    },
  };
}

/** Its own digest and those of the indexes it is an image of. */
async function shownDigests(
  db: Kysely<Tables>,
  orgId: string,
  imageId: number,
): Promise<readonly string[]> {
  const own = await db
    .selectFrom('image')
    .select('digest')
    .where('org_id', '=', orgId)
    .where('id', '=', imageId)
    .executeTakeFirst();
  if (own === undefined) return [];
  const indexes = await indexesNaming(db, orgId, own.digest)
    .where('index_member.role', '=', 'image')
    .execute();
  return [own.digest, ...indexes.map((index) => index.digest)];
}

function tagPlaces(db: Kysely<Tables>, orgId: string) {
  return liveTags(db, orgId)
    .select([
      'tag.id as tagId',
      'repository.registry_id as registryId',
      'repository.name as repository',
      'tag.name as tag',
    ])
    .where('tag.attachment', '=', 0);
}

const imageColumns = [
  'image.id',
  'image.kind',
  'image.os',
  'image.architecture',
  'image.variant',
  'image.matched_with',
  'image.uncovered_json',
] as const;

async function shownImages(
  db: Kysely<Tables>,
  orgId: string,
  tagId: number,
): Promise<readonly ShownImage[]> {
  const top = await db
    .selectFrom('tag')
    .innerJoin('image', (join) =>
      join.onRef('image.org_id', '=', 'tag.org_id').onRef('image.digest', '=', 'tag.digest'),
    )
    .select(imageColumns)
    .where('tag.org_id', '=', orgId)
    .where('tag.id', '=', tagId)
    .executeTakeFirst();
  if (top === undefined) return [];
  if (top.kind !== 'index') return [toShownImage(top)];
  const members = await db
    .selectFrom('index_member')
    .innerJoin('image', (join) =>
      join
        .onRef('image.org_id', '=', 'index_member.org_id')
        .onRef('image.digest', '=', 'index_member.member_digest'),
    )
    .select(imageColumns)
    .where('index_member.org_id', '=', orgId)
    .where('index_member.index_image_id', '=', top.id)
    .where('index_member.role', '=', 'image')
    .orderBy('index_member.position')
    .execute();
  return members.map(toShownImage);
}

function toShownImage(row: {
  readonly id: number;
  readonly os: string | null;
  readonly architecture: string | null;
  readonly variant: string | null;
  readonly matched_with: number | null;
  readonly uncovered_json: string;
}): ShownImage {
  return {
    imageId: row.id,
    ...optional('os', row.os),
    ...optional('architecture', row.architecture),
    ...optional('variant', row.variant),
    matched: row.matched_with !== null,
    uncoveredTypes: JSON.parse(row.uncovered_json) as string[],
  };
}
