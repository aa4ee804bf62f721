// Which versions of a package there are within a range: read from an index, compared outside of SQL, and handed back as
// one parameter.
import { normalisePackageName } from '@harborguard/shared/advisories/normalise-package-name.ts';
import { isWithin, type PackageRange } from '@harborguard/shared/match/package-range.ts';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { listOf } from './in-chunks.ts';
import type { Tables } from './tables.ts';

/** Type and version. */
export type PackageVersion = readonly [string, string];

/** Far more versions than any package ever had. */
const versionsMax = 20_000;

/**
 * Rows of a package by the name people use: whole, or the part behind the colon of Maven. Word for word the
 * expression of the indexes `image_package_by_short` and `exposure_by_short`.
 */
export function packageCalled(
  column: 'image_package.name' | 'held.name' | 'exposure.package_name',
  name: string,
) {
  const whole = sql.ref(column);
  const short = shortColumn(whole);
  return name.includes(':')
    ? sql<boolean>`(${short} = ${shortName(name)} and ${whole} = ${name})`
    : sql<boolean>`${short} = ${name}`;
}

function shortColumn(whole: RawBuilder<unknown>) {
  return sql`substr(${whole}, instr(${whole}, ':') + 1)`;
}

function shortName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Also by the source package of a distro, and in any spelling that PyPI, NuGet or Packagist takes for the same name. */
export function packageFrom(table: 'image_package' | 'held', name: string) {
  const [source, type] = [sql.ref(`${table}.source_name`), sql.ref(`${table}.type`)];
  const [pypi, lower] = [normalisePackageName('PyPI', name), name.toLowerCase()];
  return sql<boolean>`(${source} in (${sql.join([...new Set([name, pypi, lower])])})
    and (${source} = ${name} or (${type} = 'pypi' and ${source} = ${pypi})
      or (${type} in ('nuget', 'composer') and ${source} = ${lower})))`;
}

/** A name asked for, with the packages it leads to besides those called so. */
export interface NamedPackages {
  readonly name: string;
  /** Type and name. */
  readonly others: readonly PackageVersion[];
}

/** More binary packages no source builds. */
const othersMax = 1000;

export async function namedPackages(
  db: Kysely<Tables>,
  orgId: string,
  name: string,
): Promise<NamedPackages> {
  const { rows } = await sql<{ type: string; name: string }>`select distinct type, name
    from image_package where ${packageFrom('image_package', name)} and org_id = ${orgId}
    and not ${packageCalled('image_package.name', name)} limit ${othersMax}`.execute(db);
  return { name, others: rows.map((row) => [row.type, row.name]) };
}

/** By the index of short names, whichever of them it is. */
export function exposureOf({ name, others }: NamedPackages) {
  const called = packageCalled('exposure.package_name', name);
  if (others.length === 0) return called;
  const names = [...new Set([name, ...others.map(([, other]) => other)].map(shortName))];
  const short = shortColumn(sql.ref('exposure.package_name'));
  return sql<boolean>`(${short} in ${listOf(names)} and (${called}
    or (exposure.package_type, exposure.package_name) in ${versionRows(others)}))`;
}

export async function imageVersionsWithin(
  db: Kysely<Tables>,
  orgId: string,
  range: PackageRange,
): Promise<readonly PackageVersion[]> {
  const { rows } = await sql<VersionRow>`select distinct type, version from image_package
    where ${packageCalled('image_package.name', range.name)} and org_id = ${orgId}
    union select distinct type, version from image_package
    where ${packageFrom('image_package', range.name)} and org_id = ${orgId}
    limit ${versionsMax}`.execute(db);
  return within(range, rows);
}

export async function exposureVersionsWithin(
  db: Kysely<Tables>,
  orgId: string,
  range: PackageRange,
  named: NamedPackages,
): Promise<readonly PackageVersion[]> {
  const { rows } = await sql<VersionRow>`select distinct package_type as type,
    package_version as version from exposure
    where ${exposureOf(named)} and org_id = ${orgId}
    limit ${versionsMax}`.execute(db);
  return within(range, rows);
}

interface VersionRow {
  readonly type: string;
  readonly version: string;
}

function within(range: PackageRange, rows: readonly VersionRow[]): readonly PackageVersion[] {
  return rows
    .filter(({ type, version }) => isWithin(range, type, version))
    .map(({ type, version }) => [type, version]);
}

/** As rows of SQL, however many there are. */
export function versionRows(versions: readonly PackageVersion[]) {
  return sql`(select json_extract(value, '$[0]'), json_extract(value, '$[1]')
    from json_each(${JSON.stringify(versions)}))`;
}
