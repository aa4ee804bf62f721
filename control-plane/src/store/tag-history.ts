// What a tag named over time, with what is known of the images behind each digest.
import { type Kysely, sql } from 'kysely';
import type { ImageState, Page, PageRequest } from '../domain/inventory/image-queries.ts';
import type { TagDigest, TagDigestImage, TagName } from '../domain/inventory/tag-digest.ts';
import { countsOf, offsetOf, optional } from './query-parts.ts';
import { shown, shownPlatform, stateExpression } from './shown-columns.ts';
import type { Tables } from './tables.ts';

interface HistoryRequest {
  readonly orgId: string;
  readonly name: TagName;
  readonly page: PageRequest;
}

export async function tagHistory(
  db: Kysely<Tables>,
  request: HistoryRequest,
): Promise<Page<TagDigest>> {
  const { orgId, name, page } = request;
  const rows = await digestsOf(db, orgId, name)
    .select([
      'tag_digest.digest',
      'tag_digest.seen_from as seenFrom',
      'tag_digest.seen_until as seenUntil',
    ])
    .orderBy('tag_digest.id', 'desc')
    .limit(page.pageSize)
    .offset(offsetOf(page))
    .execute();
  const { total } = await digestsOf(db, orgId, name)
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const digests = [...new Set(rows.map(({ digest }) => digest))];
  const images = await imagesOf(db, { orgId, registryId: name.registryId, digests });
  return {
    total: Number(total),
    rows: rows.map(({ digest, seenFrom, seenUntil }) => ({
      ...{ digest, seenFrom, images: images.get(digest) ?? [] },
      ...optional('seenUntil', seenUntil),
    })),
  };
}

function digestsOf(db: Kysely<Tables>, orgId: string, name: TagName) {
  return db
    .selectFrom('tag_digest')
    .innerJoin('tag', 'tag.id', 'tag_digest.tag_id')
    .innerJoin('repository', 'repository.id', 'tag.repository_id')
    .innerJoin('registry', 'registry.id', 'repository.registry_id')
    .where('tag.org_id', '=', orgId)
    .where('registry.id', '=', name.registryId)
    .where('registry.deleted_at', 'is', null)
    .where('repository.name', '=', name.repository)
    .where('tag.name', '=', name.tag);
}

/** An index stands for those of its members that were looked into, or may be pulled from this registry. */
async function imagesOf(
  db: Kysely<Tables>,
  {
    orgId,
    registryId,
    digests,
  }: { readonly orgId: string; readonly registryId: string; readonly digests: readonly string[] },
): Promise<ReadonlyMap<string, readonly TagDigestImage[]>> {
  if (digests.length === 0) return new Map();
  const rows = await db
    .selectFrom('image as top')
    .leftJoin('index_member', (join) =>
      join
        .onRef('index_member.index_image_id', '=', 'top.id')
        .on('index_member.role', '=', 'image'),
    )
    .leftJoin('image as member', (join) =>
      join
        .onRef('member.org_id', '=', 'top.org_id')
        .onRef('member.digest', '=', 'index_member.member_digest'),
    )
    .select([
      'top.digest as named',
      shown('digest').as('digest'),
      shownPlatform.as('platform'),
      stateExpression.as('state'),
      shown('size_bytes').as('sizeBytes'),
      shown('package_count').as('packages'),
      shown('critical').as('critical'),
      shown('high').as('high'),
      shown('medium').as('medium'),
      shown('low').as('low'),
      shown('unknown').as('unknown'),
    ])
    .where('top.org_id', '=', orgId)
    .where('top.digest', 'in', digests)
    .where((is) =>
      is.or([
        is('member.id', 'is', null),
        is('member.scan_state', '<>', 'waiting'),
        is.exists(
          is
            .selectFrom('image_location')
            .select('image_location.image_id')
            .whereRef('image_location.image_id', '=', sql.ref('member.id'))
            .where('image_location.org_id', '=', orgId)
            .where('image_location.registry_id', '=', registryId),
        ),
      ]),
    )
    .orderBy('index_member.position')
    .execute();
  const groups = Map.groupBy(rows, (row) => row.named);
  return new Map([...groups].map(([digest, found]) => [digest, found.map(toImage)]));
}

type Row = Parameters<typeof countsOf>[0] & {
  readonly digest: string;
  readonly platform: string | null;
  readonly state: string;
  readonly sizeBytes: number | null;
  readonly packages: number;
};

function toImage(row: Row): TagDigestImage {
  const { digest, packages } = row;
  return {
    ...{ digest, packages, state: row.state as ImageState, findings: countsOf(row) },
    ...optional('platform', row.platform),
    ...optional('sizeBytes', row.sizeBytes),
  };
}
