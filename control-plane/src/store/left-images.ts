// Images that lost a place and may have none left. One stays while it lies anywhere, a tag shows it or an index names it.
import { type Kysely, sql } from 'kysely';
import { numbersOf } from './in-chunks.ts';
import { removeImages } from './retention-removal.ts';
import type { Tables } from './tables.ts';

/** Indexes go before what they name: their images may then be named by nothing else. */
export async function removeLeftImages(
  db: Kysely<Tables>,
  orgId: string,
  imageIds: readonly number[],
): Promise<void> {
  for (let candidates = imageIds; candidates.length > 0; ) {
    const homeless = await homelessAmong(db, orgId, candidates);
    const named = await imagesNamedBy(db, orgId, homeless);
    await removeImages(db, orgId, homeless);
    candidates = named.filter((id) => !homeless.includes(id));
  }
}

async function homelessAmong(
  db: Kysely<Tables>,
  orgId: string,
  imageIds: readonly number[],
): Promise<readonly number[]> {
  if (imageIds.length === 0) return [];
  const { rows } = await sql<{ readonly id: number }>`select image.id from image
    where image.id in ${numbersOf(imageIds)} and image.org_id || '' = ${orgId}
    and not exists (select 1 from image_location where image_location.image_id = image.id)
    and not exists (select 1 from tag where tag.digest = image.digest
      and tag.org_id = ${orgId} and tag.gone_at is null)
    and not exists (select 1 from index_member where index_member.member_digest = image.digest
      and index_member.org_id = ${orgId})`.execute(db);
  return rows.map(({ id }) => id);
}

async function imagesNamedBy(
  db: Kysely<Tables>,
  orgId: string,
  indexIds: readonly number[],
): Promise<readonly number[]> {
  if (indexIds.length === 0) return [];
  const rows = await db
    .selectFrom('index_member')
    .innerJoin('image', (join) =>
      join
        .onRef('image.digest', '=', 'index_member.member_digest')
        .onRef('image.org_id', '=', 'index_member.org_id'),
    )
    .select('image.id')
    .distinct()
    .where('index_member.index_image_id', 'in', numbersOf(indexIds))
    .where('index_member.org_id', '=', orgId)
    .execute();
  return rows.map(({ id }) => id);
}
