// Shown images narrowed by what is in them: packages, findings, labels, signatures.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ImageFilter, ImageLabel } from '../domain/inventory/image-queries.ts';
import type { ShownImages } from './all-shown-images.ts';
import { signedMarkRanks } from './judgement-rows.ts';
import {
  imageVersionsWithin,
  type PackageVersion,
  packageCalled,
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
}

export async function resolveImageFilter(
  db: Kysely<Tables>,
  orgId: string,
  filter: ImageFilter,
): Promise<ResolvedImageFilter> {
  const { packageRange } = filter;
  if (packageRange === undefined) return filter;
  return { ...filter, packageVersions: await imageVersionsWithin(db, orgId, packageRange) };
}

export function narrowByContent(
  db: Kysely<Tables>,
  orgId: string,
  rows: ShownImages,
  filter: ResolvedImageFilter,
): ShownImages {
  const { digest, platform, packageName, packageRange, packageVersions, label } = filter;
  const { state, severity, signed, verdict } = filter;
  let narrowed = rows;
  if (digest !== undefined) {
    narrowed = narrowed.where(sql<boolean>`(top.digest = ${digest} or member.digest = ${digest})`);
  }
  if (platform !== undefined) narrowed = narrowed.where(shownPlatform, '=', platform);
  if (packageName !== undefined) {
    narrowed = narrowed.where(isAmong(imagesHolding(orgId, packageName)));
  }
  if (packageRange !== undefined) {
    const held = imagesHolding(orgId, packageRange.name, packageVersions ?? []);
    narrowed = narrowed.where(isAmong(held));
  }
  if (label !== undefined) {
    narrowed = narrowed.where(shownImageId, 'in', imagesLabelled(db, orgId, label));
  }
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
  const { advisoryId, fixable, kev, epssMin } = filter;
  let narrowed = rows;
  if (advisoryId !== undefined) {
    narrowed = narrowed.where(shownImageId, 'in', imagesWith(db, orgId, advisoryId));
  }
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
    where source_name = ${name} and org_id = ${orgId} ${only})`;
}

function imagesLabelled(db: Kysely<Tables>, orgId: string, { name, value }: ImageLabel) {
  const images = db
    .selectFrom('image_label')
    .select('image_id')
    .where('org_id', '=', orgId)
    .where('name', '=', name);
  return value === undefined ? images : images.where('value', '=', value);
}

function imagesWith(db: Kysely<Tables>, orgId: string, advisoryId: string) {
  return db
    .selectFrom('match')
    .select('image_id')
    .where('org_id', '=', orgId)
    .where('advisory_id', 'in', advisoriesNamed(db, orgId, advisoryId));
}
