// The rows people see: one for each registry, repository, tag and platform image. An index stands for its members.
import type { VerdictKind } from '@harborguard/shared/policy/judge-image.ts';
import { type Kysely, sql } from 'kysely';
import type { ImageFilter } from '../domain/inventory/image-queries.ts';
import { signedMarkRanks } from './judgement-rows.ts';
import { advisoriesNamed, isPattern, likePattern } from './query-parts.ts';
import type { ImageTable, Tables } from './tables.ts';

type Column = Exclude<keyof ImageTable, 'id'>;

/** Of the member when the tag is an index, else of the image itself. */
export function shown<Name extends Column>(column: Name) {
  return sql<
    ImageTable[Name]
  >`coalesce(${sql.ref(`member.${column}`)}, ${sql.ref(`top.${column}`)})`;
}

export const shownImageId = sql<number>`coalesce(member.id, top.id)`;

// Before its scan, the platform of a member is known from the index.
const os = sql<string | null>`coalesce(member.os, index_member.os, top.os)`;
const architecture = sql<
  string | null
>`coalesce(member.architecture, index_member.architecture, top.architecture)`;
const variant = sql<string | null>`coalesce(member.variant, index_member.variant, top.variant)`;

/** As `platformKey` writes it. */
export const shownPlatform = sql<string | null>`${os} || '/' || ${architecture} || case
  when ${variant} is null or ${variant} = '' or (${architecture} = 'arm64' and ${variant} = 'v8')
  then '' else '/' || ${variant} end`;

/** As `imageState` decides it. */
export const stateExpression = sql<string>`case
  when ${shown('kind')} = 'artifact' then 'artifact'
  when ${shown('scan_state')} in ('failed', 'waiting') then ${shown('scan_state')}
  when ${shown('kind')} = 'index' then 'indexed'
  when ${shown('coverage')} is null then 'waiting'
  when ${shown('scan_state')} = 'partial' then 'partial'
  when ${shown('coverage')} = 'no-advisory-data' then 'no-advisory-data'
  else 'indexed' end`;

const topRank = sql`coalesce(top_signature.mark_rank, ${signedMarkRanks.none})`;
const memberRank = sql`coalesce(member_signature.mark_rank, ${signedMarkRanks.none})`;
/** Of the index and of the image in it: whichever says more. */
export const signedRank = sql<number>`case when ${topRank} < ${memberRank} then ${topRank} else ${memberRank} end`;

/** `filter` is that of the API; every condition is one more `where`. */
export function shownImages(db: Kysely<Tables>, orgId: string, filter: ImageFilter) {
  return narrowByContent(db, orgId, narrowByName(allShownImages(db, orgId), filter), filter);
}

export function allShownImages(db: Kysely<Tables>, orgId: string) {
  return db
    .selectFrom('tag')
    .innerJoin('repository', 'repository.id', 'tag.repository_id')
    .innerJoin('registry', 'registry.id', 'repository.registry_id')
    .innerJoin('image as top', (join) =>
      join.onRef('top.org_id', '=', 'tag.org_id').onRef('top.digest', '=', 'tag.digest'),
    )
    .leftJoin('index_member', (join) =>
      join
        .onRef('index_member.index_image_id', '=', 'top.id')
        .on('index_member.role', '=', 'image'),
    )
    .leftJoin('image as member', (join) =>
      join
        .onRef('member.org_id', '=', 'index_member.org_id')
        .onRef('member.digest', '=', 'index_member.member_digest'),
    )
    .leftJoin('signature as top_signature', (join) =>
      join
        .onRef('top_signature.registry_id', '=', 'repository.registry_id')
        .onRef('top_signature.repository', '=', 'repository.name')
        .onRef('top_signature.digest', '=', 'tag.digest'),
    )
    .leftJoin('signature as member_signature', (join) =>
      join
        .onRef('member_signature.registry_id', '=', 'repository.registry_id')
        .onRef('member_signature.repository', '=', 'repository.name')
        .onRef('member_signature.digest', '=', 'index_member.member_digest'),
    )
    .leftJoin('verdict', (join) =>
      join
        .onRef('verdict.tag_id', '=', 'tag.id')
        .on('verdict.image_id', '=', shownImageId)
        .on('verdict.org_id', '=', orgId),
    )
    .where('tag.org_id', '=', orgId)
    .where('tag.gone_at', 'is', null)
    .where('tag.attachment', '=', 0)
    .where('registry.deleted_at', 'is', null)
    .where((is) =>
      is.or([
        is('member.id', 'is', null),
        is('member.scan_state', '<>', 'waiting'),
        is.exists(placeOfMember(db)),
      ]),
    );
}

/** Members of platforms that were not chosen here are nowhere to be pulled from, and will not be scanned. */
function placeOfMember(db: Kysely<Tables>) {
  return db
    .selectFrom('image_location')
    .select('image_location.image_id')
    .whereRef('image_location.org_id', '=', sql.ref('member.org_id'))
    .whereRef('image_location.image_id', '=', sql.ref('member.id'))
    .whereRef('image_location.registry_id', '=', sql.ref('registry.id'));
}

/** Where nobody has judged yet, it is not known. */
export const shownVerdict = sql<VerdictKind>`coalesce(verdict.kind, 'unknown')`;

type ShownImages = ReturnType<typeof allShownImages>;

function narrowByName(rows: ShownImages, filter: ImageFilter): ShownImages {
  const { registryId, registryIds, repository, tag, search } = filter;
  let narrowed = rows;
  if (registryId !== undefined) narrowed = narrowed.where('registry.id', '=', registryId);
  if (registryIds !== undefined) narrowed = narrowed.where('registry.id', 'in', registryIds);
  if (repository !== undefined) {
    narrowed = narrowed.where(named('repository.name', repository));
  }
  if (tag !== undefined) narrowed = narrowed.where(named('tag.name', tag));
  if (search !== undefined) {
    const name = sql`repository.name || ':' || tag.name`;
    narrowed = narrowed.where(sql<boolean>`${name} like ${`%${likePattern(search)}%`} escape '\\'`);
  }
  return narrowed;
}

export function named(column: string, text: string) {
  return isPattern(text)
    ? sql<boolean>`${sql.ref(column)} like ${likePattern(text)} escape '\\'`
    : sql<boolean>`${sql.ref(column)} = ${text}`;
}

function narrowByContent(
  db: Kysely<Tables>,
  orgId: string,
  rows: ShownImages,
  filter: ImageFilter,
): ShownImages {
  const { digest, platform, packageName, advisoryId, state, severity, signed, verdict } = filter;
  let narrowed = rows;
  if (digest !== undefined) {
    narrowed = narrowed.where(sql<boolean>`(top.digest = ${digest} or member.digest = ${digest})`);
  }
  if (platform !== undefined) narrowed = narrowed.where(shownPlatform, '=', platform);
  if (packageName !== undefined) {
    narrowed = narrowed.where(shownImageId, 'in', imagesHolding(db, orgId, packageName));
  }
  if (advisoryId !== undefined) {
    narrowed = narrowed.where(shownImageId, 'in', imagesWith(db, orgId, advisoryId));
  }
  if (state !== undefined) narrowed = narrowed.where(stateExpression, '=', state);
  if (severity !== undefined) narrowed = narrowed.where(shown(severity), '>', 0);
  if (verdict !== undefined) narrowed = narrowed.where(shownVerdict, '=', verdict);
  if (signed !== undefined) narrowed = narrowed.where(signedRank, '=', signedMarkRanks[signed]);
  return narrowed;
}

function imagesHolding(db: Kysely<Tables>, orgId: string, packageName: string) {
  const packages = db.selectFrom('image_package').select('image_id').where('org_id', '=', orgId);
  return packages
    .where('name', '=', packageName)
    .union(packages.where('source_name', '=', packageName));
}

function imagesWith(db: Kysely<Tables>, orgId: string, advisoryId: string) {
  return db
    .selectFrom('match')
    .select('image_id')
    .where('org_id', '=', orgId)
    .where('advisory_id', 'in', advisoriesNamed(db, orgId, advisoryId));
}
