// Which tags show which images in SQL, directly or through an index, and the queues of what is due for matching.
import { type Kysely, sql } from 'kysely';
import type { FindingStore, ShownImage, TagPlace } from '../domain/findings/finding-store.ts';
import { collectChunks, inChunks } from './in-chunks.ts';
import { optional } from './query-parts.ts';
import { liveTags } from './shown-by.ts';
import type { Tables } from './tables.ts';

type ShownImageRows = Pick<
  FindingStore,
  | 'tagsShowing'
  | 'tagPlaces'
  | 'shownImages'
  | 'queueTags'
  | 'queuedVersions'
  | 'dropQueuedImages'
  | 'dropQueuedTags'
>;

export function createShownImageRows(db: Kysely<Tables>, orgId: string): ShownImageRows {
  return {
    tagsShowing: (imageIds) => tagsShowing(db, orgId, imageIds),
    tagPlaces: (tagIds) =>
      collectChunks(tagIds, (chunk) =>
        livePlaces(db, orgId).where('tag.id', 'in', chunk).orderBy('tag.id').execute(),
      ),
    shownImages: (tagIds) => shownImages(db, orgId, tagIds),
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
    dropQueuedTags: (tagIds) =>
      inChunks(tagIds, (chunk) =>
        db
          .deleteFrom('exposure_queue')
          .where('org_id', '=', orgId)
          .where('tag_id', 'in', chunk)
          .execute(),
      ),
  };
}

/** Tags of its own digest and of the indexes it is an image of. */
async function tagsShowing(
  db: Kysely<Tables>,
  orgId: string,
  imageIds: readonly number[],
): Promise<ReadonlyMap<number, readonly TagPlace[]>> {
  const images = await collectChunks(imageIds, (chunk) =>
    db
      .selectFrom('image')
      .select(['id', 'digest'])
      .where('id', 'in', chunk)
      .where(sql`org_id || ''`, '=', orgId)
      .execute(),
  );
  const members = await collectChunks(
    images.map(({ digest }) => digest),
    (chunk) =>
      db
        .selectFrom('index_member')
        .innerJoin('image', 'image.id', 'index_member.index_image_id')
        .select(['index_member.member_digest as member', 'image.digest'])
        .where('index_member.member_digest', 'in', chunk)
        .where('index_member.org_id', '=', orgId)
        .where('index_member.role', '=', 'image')
        .execute(),
  );
  const indexes = Map.groupBy(members, ({ member }) => member);
  const digests = new Set([...images, ...members].map(({ digest }) => digest));
  const places = await collectChunks([...digests], (chunk) =>
    livePlaces(db, orgId).select('tag.digest').where('tag.digest', 'in', chunk).execute(),
  );
  const byDigest = Map.groupBy(places, ({ digest }) => digest);
  return new Map(
    images.map(({ id, digest }) => {
      const shownBy = new Set([digest, ...(indexes.get(digest) ?? []).map((row) => row.digest)]);
      const found = [...shownBy].flatMap((one) => byDigest.get(one) ?? []);
      const sorted = found.toSorted((left, right) => left.tagId - right.tagId);
      return [id, sorted.map(({ digest: _, ...place }) => place)];
    }),
  );
}

function livePlaces(db: Kysely<Tables>, orgId: string) {
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
  tagIds: readonly number[],
): Promise<ReadonlyMap<number, readonly ShownImage[]>> {
  const tops = await collectChunks(tagIds, (chunk) =>
    db
      .selectFrom('tag')
      .innerJoin('image', (join) =>
        join.onRef('image.org_id', '=', 'tag.org_id').onRef('image.digest', '=', 'tag.digest'),
      )
      .select(imageColumns)
      .select('tag.id as tagId')
      .where('tag.id', 'in', chunk)
      .where(sql`tag.org_id || ''`, '=', orgId)
      .execute(),
  );
  const indexIds = tops.filter(({ kind }) => kind === 'index').map(({ id }) => id);
  const members = await collectChunks([...new Set(indexIds)], (chunk) =>
    db
      .selectFrom('index_member')
      .innerJoin('image', (join) =>
        join
          .onRef('image.org_id', '=', 'index_member.org_id')
          .onRef('image.digest', '=', 'index_member.member_digest'),
      )
      .select(imageColumns)
      .select('index_member.index_image_id as indexId')
      .where('index_member.index_image_id', 'in', chunk)
      .where('index_member.org_id', '=', orgId)
      .where('index_member.role', '=', 'image')
      .orderBy('index_member.position')
      .execute(),
  );
  const byIndex = Map.groupBy(members, ({ indexId }) => indexId);
  return new Map(
    tops.map((top) => {
      const images = top.kind === 'index' ? (byIndex.get(top.id) ?? []) : [top];
      return [top.tagId, images.map(toShownImage)];
    }),
  );
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
