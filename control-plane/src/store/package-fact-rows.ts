// What matching asks of packages in SQL, once for all images; and the packages that images hold under changed names.
import type { Distro, Package } from '@harborguard/shared/protocol/inventory.ts';
import { type Kysely, sql } from 'kysely';
import type {
  ChangedNames,
  FindingStore,
  HeldPackage,
  PackageFact,
} from '../domain/findings/finding-store.ts';
import { collectChunks, inChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';

type PackageFactRows = Pick<FindingStore, 'partlyMatchable' | 'packagesNamed'>;

export function createPackageFactRows(db: Kysely<Tables>, orgId: string): PackageFactRows {
  return {
    partlyMatchable: (imageIds) => partlyMatchable(db, orgId, imageIds),
    packagesNamed: async (imageIds, changed) => {
      const wanted = new Set(imageIds);
      const held = new Map<number, HeldPackage>();
      for (const names of changed) {
        for (const row of await namedRows(db, orgId, imageIds, names)) {
          if (wanted.has(row.imageId)) held.set(row.row, heldPackage(row));
        }
      }
      // Where one package stands at several places the first counts, as in the inventory.
      return [...held].toSorted(([left], [right]) => left - right).map(([, found]) => found);
    },
  };
}

/** Two packages with the same text have the same findings. */
export function factText(found: Package): string {
  const { type, name, version, source, architecture, modularity, ownedBy, purl } = found;
  return JSON.stringify({
    ...{ type, name, version, source, architecture, modularity, ownedBy, purl },
  } satisfies { [Key in keyof PackageFact]-?: PackageFact[Key] | undefined });
}

/** The ids of the texts; those that nobody wrote before are written. */
export async function keepFacts(
  db: Kysely<Tables>,
  orgId: string,
  texts: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>();
  const readIds = (wanted: readonly string[]) =>
    inChunks(wanted, async (chunk) => {
      const rows = await db
        .selectFrom('package_fact')
        .select(['id', 'body_json'])
        .where('body_json', 'in', chunk)
        .where('org_id', '=', orgId)
        .execute();
      for (const row of rows) ids.set(row.body_json, row.id);
    });
  await readIds([...texts]);
  const missing = [...texts].filter((text) => !ids.has(text));
  await inChunks(missing, (chunk) =>
    db
      .insertInto('package_fact')
      .values(chunk.map((text) => ({ org_id: orgId, body_json: text })))
      .execute(),
  );
  await readIds(missing);
  return ids;
}

/** Where the names of advisories stand. Only rpm distros speak of binary packages besides their sources. */
export function namingColumns({ types }: ChangedNames) {
  return [
    { column: 'source_name' as const, types },
    ...(types.includes('rpm') ? [{ column: 'name' as const, types: ['rpm'] }] : []),
  ];
}

async function partlyMatchable(
  db: Kysely<Tables>,
  orgId: string,
  imageIds: readonly number[],
): Promise<ReadonlyMap<number, Distro | undefined>> {
  const rows = await collectChunks(imageIds, (chunk) =>
    db
      .selectFrom('image')
      .select(['id', 'distro_json'])
      .where('id', 'in', chunk)
      .where(sql`org_id || ''`, '=', orgId)
      .where('matched_with', 'is not', null)
      .where('distro_json', 'is not', null)
      // What another scanner found is joined with ours over the whole inventory.
      .where((image) =>
        image.not(
          image.exists(
            image
              .selectFrom('external_report')
              .select('external_report.image_id')
              .whereRef('external_report.image_id', '=', 'image.id')
              .where('external_report.org_id', '=', orgId),
          ),
        ),
      )
      .execute(),
  );
  const distros = new Map<string, Distro | undefined>();
  const found = new Map<number, Distro | undefined>();
  for (const { id, distro_json: text } of rows) {
    if (text === null) continue;
    if (!distros.has(text)) distros.set(text, (JSON.parse(text) as Distro | null) ?? undefined);
    found.set(id, distros.get(text));
  }
  return found;
}

interface NamedRow {
  readonly row: number;
  readonly imageId: number;
  readonly layer: number;
  readonly body: string | null;
}

/** By a range of ids: a seek for each name instead of one for each name and image. */
function namedRows(
  db: Kysely<Tables>,
  orgId: string,
  imageIds: readonly number[],
  changed: ChangedNames,
): Promise<readonly NamedRow[]> {
  const first = Math.min(...imageIds);
  const last = Math.max(...imageIds);
  return collectChunks(changed.names, async (names) => {
    const rows: NamedRow[] = [];
    for (const { column, types } of namingColumns(changed)) {
      const found = await db
        .selectFrom('image_package')
        .leftJoin('package_fact', (join) =>
          join
            .onRef('package_fact.id', '=', 'image_package.fact_id')
            .on('package_fact.org_id', '=', orgId),
        )
        .select([
          sql<number>`image_package.rowid`.as('row'),
          'image_package.image_id as imageId',
          'image_package.layer',
          'package_fact.body_json as body',
        ])
        .where(`image_package.${column}`, 'in', names)
        .where('image_package.image_id', '>=', first)
        .where('image_package.image_id', '<=', last)
        .where(
          'image_package.type',
          'in',
          types.map((type) => sql.lit(type)),
        )
        .where('image_package.org_id', '=', orgId)
        .execute();
      for (const row of found) rows.push(row);
    }
    return rows;
  });
}

function heldPackage({ imageId, layer, body }: NamedRow): HeldPackage {
  return {
    ...{ imageId, layer },
    fact: body === null ? undefined : (JSON.parse(body) as PackageFact),
  };
}
