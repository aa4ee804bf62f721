// Shown images narrowed by what is in them: packages, findings, labels, signatures.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ImageFilter, ImageLabel } from '../domain/inventory/image-queries.ts';
import type { ShownImages } from './all-shown-images.ts';
import { numbersOf } from './in-chunks.ts';
import { signedMarkRanks } from './judgement-rows.ts';
import {
  imageVersionsWithin,
  type PackageVersion,
  packageCalled,
  packageFrom,
  versionRows,
} from './package-range-rows.ts';
import { advisoriesNamed } from './query-parts.ts';
import {
  shown,
  shownImageId,
  shownPlatform,
  shownVerdict,
  signedRank,
  stateExpression,
} from './shown-columns.ts';
import { signalledBy } from './signal-rows.ts';
import type { Tables } from './tables.ts';

export interface ResolvedImageFilter extends ImageFilter {
  /** The versions there are within the range of the filter. */
  readonly packageVersions?: readonly PackageVersion[];
  /** The images that hold the package, the label and the advisory asked for, where they are few. */
  readonly fewImages?: readonly number[];
}

/** As many are looked up faster one by one than all tags are looked through. */
const fewImagesMax = 2000;

export async function resolveImageFilter(
  db: Kysely<Tables>,
  orgId: string,
  filter: ImageFilter,
): Promise<ResolvedImageFilter> {
  const { packageRange } = filter;
  const resolved: ResolvedImageFilter =
    packageRange === undefined
      ? filter
      : { ...filter, packageVersions: await imageVersionsWithin(db, orgId, packageRange) };
  for (const images of imagesAsked(db, orgId, resolved)) {
    const { rows } = await sql<{ image_id: number }>`select distinct image_id
      from ${images} as asked limit ${fewImagesMax + 1}`.execute(db);
    if (rows.length <= fewImagesMax) {
      return { ...resolved, fewImages: rows.map((row) => Number(row.image_id)) };
    }
  }
  return resolved;
}

/** Each of the lists of images that a filter speaks of. */
function imagesAsked(
  db: Kysely<Tables>,
  orgId: string,
  { packageName, packageRange, packageVersions, labels, advisoryId }: ResolvedImageFilter,
): readonly RawBuilder<unknown>[] {
  return [
    ...(packageName === undefined ? [] : [imagesHolding(orgId, packageName)]),
    ...(packageRange === undefined
      ? []
      : [imagesHolding(orgId, packageRange.name, packageVersions ?? [])]),
    ...(labels === undefined ? [] : [sql`${imagesLabelled(db, orgId, labels)}`]),
    ...(advisoryId === undefined ? [] : [sql`${imagesWith(db, orgId, advisoryId)}`]),
  ];
}

export function narrowByContent(
  db: Kysely<Tables>,
  orgId: string,
  rows: ShownImages,
  filter: ResolvedImageFilter,
): ShownImages {
  const { digest, platform, fewImages, state, severity, signed, verdict } = filter;
  let narrowed = rows;
  if (digest !== undefined) {
    narrowed = narrowed
      .where(isTagOf(sql`(select ${digest} as digest)`))
      .where(sql<boolean>`(top.digest = ${digest} or member.digest = ${digest})`);
  }
  if (platform !== undefined) narrowed = narrowed.where(shownPlatform, '=', platform);
  if (fewImages !== undefined) {
    const digests = sql`(select digest from image where id in ${numbersOf(fewImages)})`;
    narrowed = narrowed.where(isTagOf(digests));
  }
  for (const images of imagesAsked(db, orgId, filter)) narrowed = narrowed.where(isAmong(images));
  if (state !== undefined) narrowed = narrowed.where(stateExpression, '=', state);
  if (severity !== undefined) narrowed = narrowed.where(shown(severity), '>', 0);
  if (verdict !== undefined) narrowed = narrowed.where(shownVerdict, '=', verdict);
  if (signed !== undefined) narrowed = narrowed.where(signedRank, '=', signedMarkRanks[signed]);
  return narrowByFindings(db, orgId, narrowed, filter);
}

function narrowByFindings(
  db: Kysely<Tables>,
  orgId: string,
  rows: ShownImages,
  filter: ResolvedImageFilter,
): ShownImages {
  const { fixable, kev, epssMin } = filter;
  let narrowed = rows;
  if (fixable !== undefined) {
    const found = sql<boolean>`exists (select 1 from match
      where match.image_id = ${shownImageId} and match.fixed_in is not null)`;
    narrowed = narrowed.where(fixable ? found : sql<boolean>`not ${found}`);
  }
  // An image is in, or out, by any of its findings: both ask for those that are known.
  for (const [isWanted, question] of [
    [kev, { kev: true }],
    [epssMin === undefined ? undefined : true, epssMin === undefined ? {} : { epssMin }],
  ] as const) {
    if (isWanted === undefined) continue;
    for (const { advisories } of signalledBy(db, orgId, question)) {
      const images = db
        .selectFrom('match')
        .select('image_id')
        .where('org_id', '=', orgId)
        .where('advisory_id', 'in', advisories);
      narrowed = narrowed.where(shownImageId, isWanted ? 'in' : 'not in', images);
    }
  }
  return narrowed;
}

/** Tags of these digests, and of the indexes that name them. */
function isTagOf(digests: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`tag.digest in (select digest from ${digests} as wanted
    union select naming.digest from index_member
    join image as naming on naming.id = index_member.index_image_id
    where index_member.member_digest in ${digests})`;
}

function isAmong(images: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`${shownImageId} in ${images}`;
}

/** With `versions`, only packages of one of these. */
function imagesHolding(
  orgId: string,
  name: string,
  versions?: readonly PackageVersion[],
): RawBuilder<unknown> {
  const only =
    versions === undefined ? sql`` : sql`and (type, version) in ${versionRows(versions)}`;
  return sql`(select image_id from image_package
    where ${packageCalled('image_package.name', name)} and org_id = ${orgId} ${only}
    union select image_id from image_package
    where ${packageFrom('image_package', name)} and org_id = ${orgId} ${only})`;
}

function imagesLabelled(db: Kysely<Tables>, orgId: string, labels: readonly ImageLabel[]) {
  return db
    .selectFrom('image_label')
    .select('image_id')
    .where('org_id', '=', orgId)
    .where((is) =>
      is.or(
        labels.map(({ name, value }) =>
          is.and([
            is('name', '=', name),
            ...(value === undefined ? [] : [is('value', '=', value)]),
          ]),
        ),
      ),
    );
}

function imagesWith(db: Kysely<Tables>, orgId: string, advisoryId: string) {
  return db
    .selectFrom('match')
    .select('image_id')
    .where('org_id', '=', orgId)
    .where('advisory_id', 'in', advisoriesNamed(db, orgId, advisoryId));
}
