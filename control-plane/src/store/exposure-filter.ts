// Exposures narrowed by what people filter by: every condition is one more `where`.
import { type Kysely, sql } from 'kysely';
import type { ExposureFilter } from '../domain/findings/finding-queries.ts';
import { severityLevels } from '../domain/inventory/image-queries.ts';
import { signedMarkRanks } from './judgement-rows.ts';
import {
  exposureVersionsWithin,
  type PackageVersion,
  packageCalled,
  versionRows,
} from './package-range-rows.ts';
import { advisoriesNamed, isPattern } from './query-parts.ts';
import { named } from './shown-image-query.ts';
import { signalledBy } from './signal-rows.ts';
import type { Tables } from './tables.ts';

export interface ResolvedFilter extends ExposureFilter {
  /** The versions there are within the range of the filter. */
  readonly packageVersions?: readonly PackageVersion[];
  /** Those that are not deleted and are asked for. */
  readonly registries: readonly string[];
  /** In an order of their own, where SQLite would take an index by organisation and sort. */
  readonly skipsOrganisationIndex?: boolean;
}

export async function resolveFilter(
  db: Kysely<Tables>,
  orgId: string,
  filter: ExposureFilter,
): Promise<ResolvedFilter> {
  const { packageRange } = filter;
  const registries = await registriesAsked(db, orgId, filter);
  if (packageRange === undefined) return { ...filter, registries };
  const packageVersions = await exposureVersionsWithin(db, orgId, packageRange);
  return { ...filter, registries, packageVersions };
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
  const { registries, state = 'open', firstSeenFrom, firstSeenTo } = filter;
  let rows = db
    .selectFrom('exposure')
    .where(tellsMore(filter) ? sql<string>`exposure.org_id || ''` : 'exposure.org_id', '=', orgId)
    .where(
      isOneRepository(filter) ? 'exposure.registry_id' : sql<string>`exposure.registry_id || ''`,
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
  return rows;
}

/** Few vulnerabilities are as likely to be exploited as this. */
const rareScore = 0.1;

/** Whether an index by something else leads to fewer rows than all of the organisation in the order of the page. */
function tellsMore(filter: ResolvedFilter): boolean {
  const { skipsOrganisationIndex, advisoryId, packageName, packageRange, kev, epssMin } = filter;
  return (
    skipsOrganisationIndex === true ||
    kev === true ||
    (epssMin !== undefined && epssMin >= rareScore) ||
    [advisoryId, packageRange].some((one) => one !== undefined) ||
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
  const { severity, advisoryId, fixable, signed } = filter;
  let rows = exposures;
  if (severity !== undefined) {
    rows = rows.where('exposure.severity_rank', '=', severityLevels.indexOf(severity));
  }
  if (fixable !== undefined) {
    rows = rows.where('exposure.fixed_in', fixable ? 'is not' : 'is', null);
  }
  if (advisoryId !== undefined) {
    rows = rows.where('exposure.advisory_id', 'in', advisoriesNamed(db, orgId, advisoryId));
  }
  for (const signalled of signalledBy(db, orgId, filter)) {
    rows = rows.where('exposure.advisory_id', signalled.operator, signalled.advisories);
  }
  if (signed !== undefined) rows = rows.where(signedRank, '=', signedMarkRanks[signed]);
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

function narrowByPackage(exposures: ExposureQuery, filter: ResolvedFilter): ExposureQuery {
  const { packageName, packageRange, packageVersions } = filter;
  let rows = exposures;
  if (packageName !== undefined) {
    const column = 'exposure.package_name';
    rows = rows.where(
      isPattern(packageName) ? named(column, packageName) : packageCalled(column, packageName),
    );
  }
  if (packageRange !== undefined) {
    rows = rows
      .where(packageCalled('exposure.package_name', packageRange.name))
      .where(
        sql<boolean>`(exposure.package_type, exposure.package_version) in ${versionRows(packageVersions ?? [])}`,
      );
  }
  return rows;
}
