// The packages of one image as its inventory lists them, with the findings of each.
import type { Kysely } from 'kysely';
import type {
  PackageFilter,
  PackageRow,
  PackageSortColumn,
  Page,
  PageRequest,
  SeverityCounts,
  SeverityLevel,
  Sort,
} from '../domain/inventory/image-queries.ts';
import { findImage } from './image-detail.ts';
import { decodeInventory } from './inventory-codec.ts';
import { pageOf } from './query-parts.ts';
import type { Tables } from './tables.ts';

interface PackageRequest {
  readonly filter: PackageFilter;
  readonly page: PageRequest;
  readonly sort: Sort<PackageSortColumn> | undefined;
}

export async function imagePackages(
  db: Kysely<Tables>,
  key: { readonly orgId: string; readonly digest: string },
  request: PackageRequest,
): Promise<Page<PackageRow> | undefined> {
  const image = await findImage(db, key.orgId, key.digest);
  if (image === undefined) return undefined;
  const inventory = await db
    .selectFrom('inventory')
    .select('body')
    .where('org_id', '=', key.orgId)
    .where('image_id', '=', image.id)
    .executeTakeFirst();
  if (inventory === undefined) return { rows: [], total: 0 };
  const findings = await findingsByPackage(db, key.orgId, image.id);
  const rows = decodeInventory(inventory.body)
    .packages.map((found) => ({ ...found, findings: findings.get(keyOf(found)) ?? noFindings }))
    .filter((row) => isWanted(row, request.filter))
    .sort(orderOf(request.sort));
  return { rows: pageOf(rows, request.page), total: rows.length };
}

const noFindings: SeverityCounts = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };

function keyOf(found: { type: string; name: string; version: string }): string {
  return JSON.stringify([found.type, found.name, found.version]);
}

async function findingsByPackage(
  db: Kysely<Tables>,
  orgId: string,
  imageId: number,
): Promise<ReadonlyMap<string, SeverityCounts>> {
  const matches = await db
    .selectFrom('match')
    .select([
      'package_type as type',
      'package_name as name',
      'package_version as version',
      'severity',
    ])
    .where('org_id', '=', orgId)
    .where('image_id', '=', imageId)
    .execute();
  const counts = new Map<string, Record<SeverityLevel, number>>();
  for (const match of matches) {
    const one = counts.get(keyOf(match)) ?? { ...noFindings };
    one[match.severity] += 1;
    counts.set(keyOf(match), one);
  }
  return counts;
}

function isWanted(row: PackageRow, filter: PackageFilter): boolean {
  const { type, search, layer, affected } = filter;
  if (type !== undefined && row.type !== type) return false;
  if (search !== undefined && !row.name.toLowerCase().includes(search.toLowerCase())) return false;
  if (layer !== undefined && row.layer !== layer) return false;
  return affected === undefined || affected === total(row.findings) > 0;
}

function total(findings: SeverityCounts): number {
  return Object.values(findings).reduce((sum, count) => sum + count, 0);
}

function orderOf(
  sort: Sort<PackageSortColumn> = { column: 'name', direction: 'ascending' },
): (a: PackageRow, b: PackageRow) => number {
  const sign = sort.direction === 'ascending' ? 1 : -1;
  return (a, b) => sign * compare[sort.column](a, b) || compare.name(a, b);
}

const compare: Readonly<Record<PackageSortColumn, (a: PackageRow, b: PackageRow) => number>> = {
  name: (a, b) => text(a.name, b.name) || text(a.version, b.version),
  type: (a, b) => text(a.type, b.type),
  findings: (a, b) => total(a.findings) - total(b.findings),
};

function text(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
