// All about one digest: where it is, what it is made of, what was found in it.
import type { Inventory, Layer } from '@harborguard/shared/protocol/inventory.ts';
import type { Verdict } from '@harborguard/shared/signatures/verdict.ts';
import type { Kysely, Selectable } from 'kysely';
import { platformKey } from '../domain/findings/platform-key.ts';
import type {
  ImageDetail,
  ImageLayer,
  ImageMember,
  ImagePlace,
  PlaceVerdict,
  SeverityLevel,
} from '../domain/inventory/image-queries.ts';
import { attachmentRows, toRow } from './create-attachment-queries.ts';
import { unknownMediaType } from './image-rows.ts';
import type { ImageTable } from './image-tables.ts';
import { tagVerdictsOf } from './image-verdicts.ts';
import { decodeInventory } from './inventory-codec.ts';
import { countsOf, imageState, optional } from './query-parts.ts';
import { indexesNaming, liveTags } from './shown-by.ts';
import type { Tables } from './tables.ts';

type Image = Selectable<ImageTable>;

/** Undefined unless a registry that is still there has the digest. */
export async function findImage(
  db: Kysely<Tables>,
  orgId: string,
  digest: string,
): Promise<Image | undefined> {
  return await db
    .selectFrom('image')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('digest', '=', digest)
    .where((image) =>
      image.exists(
        image
          .selectFrom('image_location')
          .innerJoin('registry', 'registry.id', 'image_location.registry_id')
          .select('registry.id')
          .whereRef('image_location.image_id', '=', 'image.id')
          .where('registry.deleted_at', 'is', null),
      ),
    )
    .executeTakeFirst();
}

export async function imageDetail(
  db: Kysely<Tables>,
  orgId: string,
  digest: string,
): Promise<ImageDetail | undefined> {
  const image = await findImage(db, orgId, digest);
  if (image === undefined) return undefined;
  const inventory = await readInventory(db, orgId, image.id);
  return {
    ...columnsOf(image),
    places: await placesOf(db, orgId, image),
    locations: await locationsOf(db, orgId, image.id),
    members: await membersOf(db, orgId, image.id),
    layers: inventory === undefined ? [] : await layersOf(db, orgId, image.id, inventory),
    ...optional('facts', inventory?.facts),
    externalScanners: await externalScannersOf(db, orgId, image.id),
    attachments: await attachmentsOf(db, orgId, digest),
    signatures: await signaturesOf(db, orgId, digest),
    verdicts: await tagVerdictsOf(db, orgId, image.id),
    issues: inventory?.issues ?? [],
  };
}

function columnsOf(image: Image) {
  return {
    digest: image.digest,
    kind: image.kind,
    ...(image.media_type === unknownMediaType ? {} : { mediaType: image.media_type }),
    ...optional('artifactType', image.artifact_type),
    state: imageState(image),
    ...optional('errorCode', image.scan_error_code),
    ...optional('platform', platformOf(image)),
    ...optional('distro', image.distro),
    uncoveredTypes: JSON.parse(image.uncovered_json) as string[],
    ...optional('sizeBytes', image.size_bytes),
    ...optional('analyzerVersion', image.analyzer_version),
    firstSeenAt: image.first_seen_at,
    ...optional('scannedAt', image.scanned_at),
    ...optional('matchedAt', image.matched_at),
    ...optional('matchedWith', image.matched_with),
    packages: image.package_count,
    findings: countsOf(image),
  };
}

function platformOf(row: {
  readonly os: string | null;
  readonly architecture: string | null;
  readonly variant: string | null;
}): string | undefined {
  const { os, architecture, variant } = row;
  return platformKey({
    ...optional('os', os),
    ...optional('architecture', architecture),
    ...optional('variant', variant),
  });
}

async function readInventory(
  db: Kysely<Tables>,
  orgId: string,
  imageId: number,
): Promise<Inventory | undefined> {
  const row = await db
    .selectFrom('inventory')
    .select('body')
    .where('org_id', '=', orgId)
    .where('image_id', '=', imageId)
    .executeTakeFirst();
  return row && decodeInventory(row.body);
}

async function placesOf(
  db: Kysely<Tables>,
  orgId: string,
  image: Image,
): Promise<readonly ImagePlace[]> {
  const indexes = await indexesNaming(db, orgId, image.digest).execute();
  const rows = await liveTags(db, orgId)
    .select([
      'registry.id as registryId',
      'registry.name as registryName',
      'repository.name as repository',
      'tag.name as tag',
      'tag.first_seen_at as firstSeenAt',
      'tag.last_seen_at as lastSeenAt',
      'tag.moved_at as movedAt',
      'tag.pushed_at as pushedAt',
      'tag.digest',
    ])
    .where('tag.digest', 'in', [image.digest, ...indexes.map((index) => index.digest)])
    .orderBy('repository.name')
    .orderBy('tag.name')
    .limit(placesMax)
    .execute();
  return rows.map(({ digest, pushedAt, ...place }) => ({
    ...place,
    ...optional('pushedAt', pushedAt),
    ...(digest === image.digest ? {} : { indexDigest: digest }),
  }));
}

/** A digest may hang under thousands of tags of nightly builds; a page shows no more than this. */
const placesMax = 1000;

async function locationsOf(db: Kysely<Tables>, orgId: string, imageId: number) {
  return await db
    .selectFrom('image_location')
    .innerJoin('registry', 'registry.id', 'image_location.registry_id')
    .select(['image_location.registry_id as registryId', 'image_location.repository'])
    .where('image_location.org_id', '=', orgId)
    .where('image_location.image_id', '=', imageId)
    .where('registry.deleted_at', 'is', null)
    .orderBy('image_location.repository')
    .limit(placesMax)
    .execute();
}

async function externalScannersOf(db: Kysely<Tables>, orgId: string, imageId: number) {
  const rows = await db
    .selectFrom('external_report')
    .select(['scanner', 'outcome', 'code', 'received_at as receivedAt'])
    .where('org_id', '=', orgId)
    .where('image_id', '=', imageId)
    .orderBy('scanner')
    .execute();
  return rows.map(({ code, ...row }) => ({ ...row, ...optional('code', code) }));
}

async function attachmentsOf(db: Kysely<Tables>, orgId: string, subject: string) {
  const rows = await attachmentRows(db, orgId, { subject })
    .orderBy('attachment.repository')
    .orderBy('attachment.kind')
    .orderBy('attachment.id')
    .limit(placesMax)
    .execute();
  return rows.map(toRow);
}

async function signaturesOf(
  db: Kysely<Tables>,
  orgId: string,
  digest: string,
): Promise<readonly PlaceVerdict[]> {
  const rows = await db
    .selectFrom('signature')
    .innerJoin('registry', 'registry.id', 'signature.registry_id')
    .select(['signature.registry_id as registryId', 'signature.repository', 'verdict_json'])
    .where('signature.org_id', '=', orgId)
    .where('signature.digest', '=', digest)
    .where('registry.deleted_at', 'is', null)
    .orderBy('signature.repository')
    .limit(placesMax)
    .execute();
  return rows.map(({ verdict_json, ...place }) => ({
    ...place,
    verdict: JSON.parse(verdict_json) as Verdict,
  }));
}

async function membersOf(
  db: Kysely<Tables>,
  orgId: string,
  imageId: number,
): Promise<readonly ImageMember[]> {
  const rows = await db
    .selectFrom('index_member')
    .leftJoin('image', (join) =>
      join
        .onRef('image.org_id', '=', 'index_member.org_id')
        .onRef('image.digest', '=', 'index_member.member_digest'),
    )
    .select([
      'index_member.member_digest',
      'index_member.role',
      'index_member.os',
      'index_member.architecture',
      'index_member.variant',
      'image.kind',
      'image.scan_state',
      'image.coverage',
    ])
    .where('index_member.org_id', '=', orgId)
    .where('index_member.index_image_id', '=', imageId)
    .orderBy('index_member.position')
    .execute();
  return rows.map(({ kind, scan_state, coverage, ...row }) => ({
    digest: row.member_digest,
    role: row.role,
    ...optional('platform', platformOf(row)),
    ...(kind === null || scan_state === null
      ? {}
      : { state: imageState({ kind, scan_state, coverage }) }),
  }));
}

async function layersOf(
  db: Kysely<Tables>,
  orgId: string,
  imageId: number,
  inventory: Inventory,
): Promise<readonly ImageLayer[]> {
  const { baseLayers } = inventory.facts;
  const layers = inventory.layers.map((layer, index) =>
    emptyLayer(layer, baseLayers === undefined ? undefined : index < baseLayers),
  );
  for (const { layer } of inventory.packages) {
    const one = layers[layer];
    if (one !== undefined) one.packages += 1;
  }
  const counted = await db
    .selectFrom('match')
    .select((row) => ['layer', 'severity', row.fn.countAll<number>().as('findings')])
    .where('org_id', '=', orgId)
    .where('image_id', '=', imageId)
    .groupBy(['layer', 'severity'])
    .execute();
  for (const { layer, severity, findings } of counted) {
    const one = layers[layer];
    if (one !== undefined) one.findings[severity] += Number(findings);
  }
  return layers;
}

function emptyLayer(layer: Layer, isBase: boolean | undefined) {
  const findings: Record<SeverityLevel, number> = {
    critical: 0,
    high: 0,
    medium: 0,
    low: 0,
    unknown: 0,
  };
  return {
    digest: layer.digest,
    sizeBytes: layer.sizeBytes,
    ...optional('createdBy', layer.createdBy),
    ...optional('fromBase', isBase),
    packages: 0,
    findings,
  };
}
