// Images, where they can be pulled from, and the members of indexes in SQL.
import type { Kysely, Selectable } from 'kysely';
import type {
  ImageRecord,
  InventoryStore,
  MemberRecord,
  NewImage,
} from '../domain/inventory/inventory-store.ts';
import type { ImageTable, IndexMemberTable } from './image-tables.ts';
import { collectChunks, inChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';

type ImageRows = Pick<
  InventoryStore,
  | 'ensureImages'
  | 'imagesByDigest'
  | 'addLocations'
  | 'copyLocations'
  | 'members'
  | 'replaceMembers'
  | 'markIndex'
  | 'markArtifact'
  | 'markScanFailed'
  | 'forgetScanFailure'
>;

/** A registry that lists digests without types leaves this until a scan knows better. */
export const unknownMediaType = '';

export function createImageRows(db: Kysely<Tables>, orgId: string): ImageRows {
  const change = (imageId: number) =>
    db.updateTable('image').where('org_id', '=', orgId).where('id', '=', imageId);
  return {
    ensureImages: async (images, now) => {
      const byDigest = new Map<string, NewImage>();
      for (const image of images) {
        if (byDigest.get(image.digest)?.mediaType === undefined) byDigest.set(image.digest, image);
      }
      await inChunks([...byDigest.values()], (chunk) => insertImages(db, orgId, chunk, now));
      return await imagesByDigest(db, orgId, [...byDigest.keys()]);
    },
    imagesByDigest: (digests) => imagesByDigest(db, orgId, digests),
    addLocations: (imageIds, place, now) =>
      inChunks(imageIds, (chunk) =>
        insertLocations(
          db,
          chunk.map((imageId) => ({
            org_id: orgId,
            image_id: imageId,
            registry_id: place.registryId,
            repository: place.repository,
            last_seen_at: now,
          })),
        ),
      ),
    copyLocations: async (indexImageId, imageIds) => {
      const rows = await db
        .selectFrom('image_location')
        .selectAll()
        .where('org_id', '=', orgId)
        .where('image_id', '=', indexImageId)
        .execute();
      const copies = imageIds.flatMap((id) => rows.map((row) => ({ ...row, image_id: id })));
      await inChunks(copies, (chunk) => insertLocations(db, chunk));
    },
    members: async (indexImageIds) => {
      const rows = await collectChunks(indexImageIds, (chunk) =>
        db
          .selectFrom('index_member')
          .selectAll()
          .where('org_id', '=', orgId)
          .where('index_image_id', 'in', chunk)
          .orderBy('index_image_id')
          .orderBy('position')
          .execute(),
      );
      return rows.map(toMember);
    },
    replaceMembers: (indexImageId, members) => replaceMembers(db, orgId, indexImageId, members),
    markIndex: async (imageId, analyzerVersion) => {
      await change(imageId)
        .set({
          kind: 'index',
          scan_state: 'indexed',
          scan_error_code: null,
          analyzer_version: analyzerVersion,
        })
        .execute();
    },
    markArtifact: async (imageId, { artifactType, analyzerVersion, now }) => {
      await change(imageId)
        .set({
          kind: 'artifact',
          artifact_type: artifactType,
          scan_state: 'indexed',
          scan_error_code: null,
          scanned_at: now,
          analyzer_version: analyzerVersion,
        })
        .execute();
    },
    forgetScanFailure: async (imageId) => {
      await change(imageId)
        .set({ scan_state: 'waiting', scan_error_code: null, analyzer_version: null })
        .execute();
    },
    markScanFailed: async (imageId, code, analyzerVersion, now) => {
      await change(imageId)
        .set({
          scan_state: 'failed',
          scan_error_code: code,
          scanned_at: now,
          analyzer_version: analyzerVersion,
        })
        .execute();
    },
  };
}

async function insertImages(
  db: Kysely<Tables>,
  orgId: string,
  images: readonly NewImage[],
  now: number,
): Promise<void> {
  const blank = {
    org_id: orgId,
    kind: 'unknown',
    first_seen_at: now,
    scan_state: 'waiting',
    package_count: 0,
    critical: 0,
    high: 0,
    medium: 0,
    low: 0,
    unknown: 0,
    uncovered_json: '[]',
  } as const;
  await db
    .insertInto('image')
    .values(
      images.map(({ digest, mediaType = unknownMediaType }) => ({
        ...{ ...blank, digest },
        media_type: mediaType,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'digest'])
        .doUpdateSet((row) => ({ media_type: row.ref('excluded.media_type') }))
        .where('image.media_type', '=', unknownMediaType)
        .where('excluded.media_type', '<>', unknownMediaType),
    )
    .execute();
}

async function imagesByDigest(
  db: Kysely<Tables>,
  orgId: string,
  digests: readonly string[],
): Promise<readonly ImageRecord[]> {
  const rows = await collectChunks(digests, (chunk) =>
    db
      .selectFrom('image')
      .select([
        'id',
        'digest',
        'kind',
        'scan_state',
        'scan_error_code',
        'analyzer_version',
        'matched_with',
      ])
      .where('org_id', '=', orgId)
      .where('digest', 'in', chunk)
      .execute(),
  );
  return rows.map(toImage);
}

async function insertLocations(
  db: Kysely<Tables>,
  rows: readonly Tables['image_location'][],
): Promise<void> {
  await db
    .insertInto('image_location')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['image_id', 'registry_id', 'repository'])
        .doUpdateSet((row) => ({ last_seen_at: row.ref('excluded.last_seen_at') })),
    )
    .execute();
}

async function replaceMembers(
  db: Kysely<Tables>,
  orgId: string,
  indexImageId: number,
  members: readonly MemberRecord[],
): Promise<void> {
  await db
    .deleteFrom('index_member')
    .where('org_id', '=', orgId)
    .where('index_image_id', '=', indexImageId)
    .execute();
  const rows = members.map((member, position) => ({
    org_id: orgId,
    index_image_id: indexImageId,
    member_digest: member.digest,
    role: member.role,
    os: member.os ?? null,
    architecture: member.architecture ?? null,
    variant: member.variant ?? null,
    position,
  }));
  await inChunks(rows, (chunk) => db.insertInto('index_member').values(chunk).execute());
}

function toMember(row: IndexMemberTable): MemberRecord {
  return {
    indexImageId: row.index_image_id,
    digest: row.member_digest,
    role: row.role,
    ...(row.os === null ? {} : { os: row.os }),
    ...(row.architecture === null ? {} : { architecture: row.architecture }),
    ...(row.variant === null ? {} : { variant: row.variant }),
  };
}

type ImageColumns = Pick<
  Selectable<ImageTable>,
  'id' | 'digest' | 'kind' | 'scan_state' | 'scan_error_code' | 'analyzer_version' | 'matched_with'
>;

function toImage(row: ImageColumns): ImageRecord {
  return {
    id: row.id,
    digest: row.digest,
    kind: row.kind,
    scanState: row.scan_state,
    ...(row.scan_error_code === null ? {} : { scanErrorCode: row.scan_error_code }),
    ...(row.analyzer_version === null ? {} : { analyzerVersion: row.analyzer_version }),
    matched: row.matched_with !== null,
  };
}
