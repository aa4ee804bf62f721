// Which versions of a package there are within a range: read from an index, compared outside of SQL, and handed back as
// one parameter.
import { isWithin, type PackageRange } from '@harborguard/shared/match/package-range.ts';
import { type Kysely, sql } from 'kysely';
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
  const short = sql`substr(${whole}, instr(${whole}, ':') + 1)`;
  const wanted = name.slice(name.indexOf(':') + 1);
  return name.includes(':')
    ? sql<boolean>`(${short} = ${wanted} and ${whole} = ${name})`
    : sql<boolean>`${short} = ${wanted}`;
}

export async function imageVersionsWithin(
  db: Kysely<Tables>,
  orgId: string,
  range: PackageRange,
): Promise<readonly PackageVersion[]> {
  const { rows } = await sql<VersionRow>`select distinct type, version from image_package
    where ${packageCalled('image_package.name', range.name)} and org_id = ${orgId}
    union select distinct type, version from image_package
    where source_name = ${range.name} and org_id = ${orgId} limit ${versionsMax}`.execute(db);
  return within(range, rows);
}

export async function exposureVersionsWithin(
  db: Kysely<Tables>,
  orgId: string,
  range: PackageRange,
): Promise<readonly PackageVersion[]> {
  const { rows } = await sql<VersionRow>`select distinct package_type as type,
    package_version as version from exposure
    where ${packageCalled('exposure.package_name', range.name)} and org_id = ${orgId}
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
