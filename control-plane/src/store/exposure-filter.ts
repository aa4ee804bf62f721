// Exposures narrowed by what people filter by: every condition is one more `where`.
import type { SignedMark } from '@harborguard/shared/signatures/verdict.ts';
import { type Kysely, sql } from 'kysely';
import type { ExposureFilter } from '../domain/findings/finding-queries.ts';
import { severityLevels } from '../domain/inventory/image-queries.ts';
import { listOf } from './in-chunks.ts';
import { signedMarkRanks } from './judgement-rows.ts';
import {
  exposureOf,
  exposureVersionsWithin,
  type NamedPackages,
  namedPackages,
  type PackageVersion,
  versionRows,
} from './package-range-rows.ts';
import { advisoriesNamed, isLike, isPattern, likePattern } from './query-parts.ts';
import { named } from './shown-image-query.ts';
import { signalledBy } from './signal-rows.ts';
import type { Tables } from './tables.ts';

export interface ResolvedFilter extends ExposureFilter {
  /** The versions there are within the range of the filter. */
  readonly packageVersions?: readonly PackageVersion[];
  /** The names that the pattern of the filter matches, if few. */
  readonly packageNames?: readonly string[];
  /** What the name of a package leads to. */
  readonly packages?: NamedPackages;
  /** Those that are not deleted and are asked for. */
  readonly registries: readonly string[];
  /** Where the tag asked for is, if in few places. */
  readonly fewPlaces?: readonly Place[];
  /** By the index of the organisation, whose order is that of the page; else by whatever leads to fewer rows. */
  readonly isInListOrder?: boolean;
  /** Many rows are looked at in an order: what can be told of each in one look is asked first. */
  readonly isWalked?: boolean;
  /** What may be signed as asked fits in a list of ids: what is walked need not be looked at to be told apart. */
  readonly hasFewCandidates?: boolean;
}

/** Registry, repository and tag. */
export type Place = readonly [string, string, string];

/** As many are looked up faster one by one than all findings are looked through. */
const fewPlacesMax = 1000;

export async function resolveFilter(
  db: Kysely<Tables>,
  orgId: string,
  filter: ExposureFilter,
): Promise<ResolvedFilter> {
  const { packageRange, packageName, tag, state = 'open' } = filter;
  const names =
    packageName !== undefined && isPattern(packageName)
      ? await packagesLike(db, packageName)
      : undefined;
  const registries = await registriesAsked(db, orgId, filter);
  const asked = packageRange?.name ?? filter.packageName;
  const packages =
    asked === undefined || isPattern(asked) ? undefined : await namedPackages(db, orgId, asked);
  const places =
    // What is resolved may be at tags that are gone.
    tag === undefined || state !== 'open' ? undefined : await placesOf(db, orgId, tag);
  return {
    ...{ ...filter, registries },
    ...(places === undefined || places.length > fewPlacesMax ? {} : { fewPlaces: places }),
    ...(names === undefined || names.length > fewNamesMax ? {} : { packageNames: names }),
    ...(packages === undefined ? {} : { packages }),
    ...(packageRange === undefined || packages === undefined
      ? {}
      : { packageVersions: await exposureVersionsWithin(db, orgId, packageRange, packages) }),
  };
}

async function placesOf(db: Kysely<Tables>, orgId: string, tag: string): Promise<readonly Place[]> {
  const rows = await db
    .selectFrom('tag')
    .innerJoin('repository', 'repository.id', 'tag.repository_id')
    .select(['repository.registry_id', 'repository.name as repository', 'tag.name as tag'])
    .where('tag.org_id', '=', orgId)
    .where(named('tag.name', tag))
    .limit(fewPlacesMax + 1)
    .execute();
  return rows.map((row) => [row.registry_id, row.repository, row.tag]);
}

/** More match in so many places that those of a page are soon found. */
const fewNamesMax = 1000;

/**
 * From one name to the next by the index `exposure_by_package`, whoever's they are: names are few and findings are many. What
 * is found with them is narrowed to the organisation.
 */
async function packagesLike(db: Kysely<Tables>, pattern: string): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly name: string }>`with recursive names(name) as (
      select min(package_name) from exposure
      union all select (select min(package_name) from exposure where package_name > names.name)
      from names where names.name is not null)
    select name from names where name is not null
    and ${isLike(sql`name`, likePattern(pattern))} limit ${fewNamesMax + 1}`.execute(db);
  return rows.map(({ name }) => name);
}

/** Registries that were deleted take their exposures out of sight. */
export async function registriesAsked(
  db: Kysely<Tables>,
  orgId: string,
  { registryId, registryIds }: Pick<ExposureFilter, 'registryId' | 'registryIds'>,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('registry')
    .select('id')
    .where('org_id', '=', orgId)
    .where('deleted_at', 'is', null)
    .execute();
  return rows
    .map(({ id }) => id)
    .filter((id) => registryId === undefined || id === registryId)
    .filter((id) => registryIds === undefined || registryIds.includes(id));
}

export function filteredExposures(db: Kysely<Tables>, orgId: string, filter: ResolvedFilter) {
  return narrowByPackage(
    narrowByWorth(db, orgId, narrowByPlace(db, orgId, filter), filter),
    filter,
  );
}

type ExposureQuery = ReturnType<typeof narrowByPlace>;

function narrowByPlace(db: Kysely<Tables>, orgId: string, filter: ResolvedFilter) {
  const { registries, state = 'open', firstSeenFrom, firstSeenTo, fewPlaces } = filter;
  const isInListOrder = filter.isInListOrder === true;
  let rows = db
    .selectFrom('exposure')
    .where(isInListOrder ? 'exposure.org_id' : sql<string>`exposure.org_id || ''`, '=', orgId)
    .where(
      isOneRepository(filter) && !isInListOrder
        ? 'exposure.registry_id'
        : sql<string>`exposure.registry_id || ''`,
      'in',
      registries,
    );
  if (state !== 'all') {
    rows = rows.where('exposure.resolved_at', state === 'open' ? 'is' : 'is not', null);
  }
  if (firstSeenFrom !== undefined) rows = rows.where('exposure.first_seen_at', '>=', firstSeenFrom);
  if (firstSeenTo !== undefined) rows = rows.where('exposure.first_seen_at', '<', firstSeenTo);
  for (const [column, text] of [
    ['exposure.repository', filter.repository],
    ['exposure.tag', filter.tag],
  ] as const) {
    if (text !== undefined) rows = rows.where(named(column, text));
  }
  if (fewPlaces !== undefined) rows = rows.where(isAt(fewPlaces));
  return rows;
}

export function isAt(places: readonly Place[]) {
  return sql<boolean>`(exposure.registry_id, exposure.repository, exposure.tag) in (
    select json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
    from json_each(${JSON.stringify(places)}))`;
}

/** Few vulnerabilities are as likely to be exploited as this. */
const rareScore = 0.1;

/** Whether an index by something else leads to fewer rows than all of the organisation. */
export function isIndexed(filter: ResolvedFilter): boolean {
  const { advisoryId, packageName, packageNames, packageRange, kev, epssMin, fewPlaces } = filter;
  return (
    kev === true ||
    (epssMin !== undefined && epssMin >= rareScore) ||
    [advisoryId, packageRange, packageNames, fewPlaces].some((one) => one !== undefined) ||
    (packageName !== undefined && !isPattern(packageName)) ||
    isOneRepository(filter)
  );
}

function isOneRepository({ repository }: ResolvedFilter): boolean {
  return repository !== undefined && !isPattern(repository);
}

function narrowByWorth(
  db: Kysely<Tables>,
  orgId: string,
  exposures: ExposureQuery,
  filter: ResolvedFilter,
): ExposureQuery {
  const { severity, advisoryId, fixable, signed, verdict } = filter;
  let rows = exposures;
  if (severity !== undefined) {
    rows = rows.where('exposure.severity_rank', '=', severityLevels.indexOf(severity));
  }
  if (fixable !== undefined) {
    rows = rows.where('exposure.fixed_in', fixable ? 'is not' : 'is', null);
  }
  const advisory = filter.isInListOrder
    ? sql<string>`exposure.advisory_id || ''`
    : 'exposure.advisory_id';
  if (advisoryId !== undefined) {
    rows = rows.where(advisory, 'in', advisoriesNamed(db, orgId, advisoryId));
  }
  for (const signalled of signalledBy(db, orgId, filter)) {
    rows = rows.where(advisory, signalled.operator, signalled.advisories);
  }
  if (signed !== undefined) {
    if (signed !== 'none' && filter.isWalked) {
      const mayBe = filter.hasFewCandidates ? isCandidate : mayBeSigned;
      rows = rows.where(mayBe(orgId, signed));
    }
    rows = rows.where(signedRank, '=', signedMarkRanks[signed]);
  }
  if (verdict !== undefined) rows = rows.where(verdictKind, '=', verdict);
  return rows;
}

/** Of the image or of the index its tag shows, whichever says more. */
const signedRank = sql<number>`coalesce((select min(signature.mark_rank) from signature
  where signature.org_id = exposure.org_id and signature.registry_id = exposure.registry_id
  and signature.repository = exposure.repository and signature.digest in (
    select image.digest from image where image.id = exposure.image_id
    union all select tag.digest from tag
    join repository on repository.id = tag.repository_id
    where repository.registry_id = exposure.registry_id
    and repository.name = exposure.repository and tag.name = exposure.tag)), ${signedMarkRanks.none})`;

/**
 * What `signedRank` cannot be without, from two lists that are made once. Written so that neither is taken for a way to the
 * findings, which come in the order of the page.
 */
function mayBeSigned(orgId: string, signed: SignedMark) {
  return sql<boolean>`(exposure.image_id + 0 in (select image.id from ${signedImages(orgId, signed)})
    or (exposure.registry_id || '', exposure.repository, exposure.tag) in (
      select repository.registry_id, repository.name, tag.name from ${signedTags(orgId, signed)}))`;
}

/** The same as a list of all their findings: the order of the page is in an index, and only what is listed is looked at. */
function isCandidate(orgId: string, signed: SignedMark) {
  return sql<boolean>`exposure.id + 0 in (
    select candidate.id from ${signedImages(orgId, signed)}
    join exposure as candidate on candidate.image_id = image.id
    union all select candidate.id from ${signedTags(orgId, signed)}
    join exposure as candidate on candidate.registry_id = repository.registry_id
    and candidate.repository = repository.name and candidate.tag = tag.name)`;
}

function signedImages(orgId: string, signed: SignedMark) {
  return sql`(${signaturesOf(orgId, signed)}) as signature
    join image on image.digest = signature.digest and image.org_id = signature.org_id`;
}

function signedTags(orgId: string, signed: SignedMark) {
  return sql`(${signaturesOf(orgId, signed)}) as signature
    join tag on tag.digest = signature.digest and tag.org_id = signature.org_id
    join repository on repository.id = tag.repository_id
    and repository.registry_id = signature.registry_id and repository.name = signature.repository`;
}

function signaturesOf(orgId: string, signed: SignedMark) {
  return sql`select * from signature
    where org_id = ${orgId} and mark_rank = ${signedMarkRanks[signed]}`;
}

/** On its image where its tag shows it. Nobody has judged what shows it no more. */
const verdictKind = sql<string>`coalesce((select verdict.kind from repository
  join tag on tag.repository_id = repository.id and tag.name = exposure.tag
  join verdict on verdict.tag_id = tag.id and verdict.image_id = exposure.image_id
  where repository.registry_id = exposure.registry_id
  and repository.name = exposure.repository and verdict.org_id = exposure.org_id), 'unknown')`;

function narrowByPackage(exposures: ExposureQuery, filter: ResolvedFilter): ExposureQuery {
  const { packages, packageName, packageNames, packageRange, packageVersions, isInListOrder } =
    filter;
  let rows = exposures;
  if (packageNames !== undefined) {
    const name = isInListOrder
      ? sql<string>`exposure.package_name || ''`
      : sql<string>`exposure.package_name`;
    rows = rows.where(name, 'in', listOf(packageNames));
  } else if (packages !== undefined) {
    rows = rows.where(exposureOf(packages));
  } else if (packageName !== undefined) {
    rows = rows.where(named('exposure.package_name', packageName));
  }
  if (packageRange !== undefined) {
    rows = rows.where(
      sql<boolean>`(exposure.package_type, exposure.package_version) in ${versionRows(packageVersions ?? [])}`,
    );
  }
  return rows;
}
