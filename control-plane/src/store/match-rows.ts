// The matches of images in SQL, with the numbers and the names that follow from them.
import { type Insertable, type Kysely, sql } from 'kysely';
import type { ImageFinding } from '../domain/findings/finding-queries.ts';
import type { ExposedMatch, FindingStore, MatchedImage } from '../domain/findings/finding-store.ts';
import { severityLevels } from '../domain/inventory/image-queries.ts';
import type { MatchTable } from './finding-tables.ts';
import { collectChunks, inChunks, listOf } from './in-chunks.ts';
import { rememberSignals } from './signal-rows.ts';
import type { Tables } from './tables.ts';

type MatchRows = Pick<FindingStore, 'saveMatches' | 'markUnmatchable' | 'matchesOf' | 'packagesOf'>;

export function createMatchRows(db: Kysely<Tables>, orgId: string): MatchRows {
  return {
    saveMatches: async (imageId, matched, now) => {
      const added = await replaceMatches(db, orgId, imageId, matched.matches);
      if (added.rows.length > 0) {
        await rememberAliases(db, orgId, added.rows);
        await rememberSignals(db, orgId, matched.signals);
      }
      const wasKnown = await isDescribedAlike(db, orgId, imageId, matched);
      await describeImage(db, orgId, imageId, matched, now);
      return added.isChanged || !wasKnown ? 'changed' : 'same';
    },
    markUnmatchable: async (imageId) => {
      await db
        .updateTable('image')
        .where('org_id', '=', orgId)
        .where('id', '=', imageId)
        .where('coverage', 'is', null)
        .set({ coverage: 'no-advisory-data' })
        .execute();
    },
    matchesOf: async (imageIds, packageNames) => {
      const rows = await collectChunks(imageIds, (chunk) =>
        db
          .selectFrom('match')
          .select(exposedColumns)
          .where('image_id', 'in', chunk)
          .where(sql`org_id || ''`, '=', orgId)
          .$if(packageNames !== undefined, (matches) =>
            matches.where('package_name', 'in', listOf(packageNames ?? [])),
          )
          .orderBy('id')
          .execute(),
      );
      const ofImage = Map.groupBy(rows, (row) => row.image_id);
      return new Map([...ofImage].map(([imageId, found]) => [imageId, found.map(toExposedMatch)]));
    },
    packagesOf: (imageIds, names) =>
      collectChunks(imageIds, (chunk) =>
        db
          .selectFrom('image_package')
          .select(['image_id as imageId', 'type', 'name', 'version'])
          .where('image_id', 'in', chunk)
          .where(sql`org_id || ''`, '=', orgId)
          .where(sql`name || ''`, 'in', listOf([...new Set(names)]))
          .execute(),
      ),
  };
}

const exposedColumns = [
  'image_id',
  'advisory_id',
  'package_type',
  'package_name',
  'package_version',
  'severity',
  'fixed_in',
] as const;

function toExposedMatch(row: Pick<MatchTable, (typeof exposedColumns)[number]>): ExposedMatch {
  return {
    advisoryId: row.advisory_id,
    packageType: row.package_type,
    packageName: row.package_name,
    packageVersion: row.package_version,
    severity: row.severity,
    ...(row.fixed_in === null ? {} : { fixedIn: row.fixed_in }),
  };
}

interface Replaced {
  readonly isChanged: boolean;
  /** Those that were not there before. */
  readonly rows: readonly ImageFinding[];
}

/** Most of a re-match finds what is there already; only the difference is written. */
async function replaceMatches(
  db: Kysely<Tables>,
  orgId: string,
  imageId: number,
  matches: readonly ImageFinding[],
): Promise<Replaced> {
  const stored = await db
    .selectFrom('match')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('image_id', '=', imageId)
    .execute();
  const obsolete = new Map<string, number>();
  for (const { id, ...columns } of stored) obsolete.set(JSON.stringify(Object.values(columns)), id);
  const rows: ImageFinding[] = [];
  const columns: Insertable<MatchTable>[] = [];
  for (const match of matches) {
    const wanted = matchColumns(orgId, imageId, match);
    if (obsolete.delete(JSON.stringify(Object.values(wanted)))) continue;
    rows.push(match);
    columns.push(wanted);
  }
  await inChunks([...obsolete.values()], (chunk) =>
    db
      .deleteFrom('match')
      .where('id', 'in', chunk)
      .where('org_id', '=', orgId)
      .where('image_id', '=', imageId)
      .execute(),
  );
  await inChunks(columns, (chunk) => db.insertInto('match').values(chunk).execute());
  return { isChanged: rows.length > 0 || obsolete.size > 0, rows };
}

/** Whether exposures could have been decided before, and by the same knowledge. */
async function isDescribedAlike(
  db: Kysely<Tables>,
  orgId: string,
  imageId: number,
  { uncoveredTypes }: MatchedImage,
): Promise<boolean> {
  const image = await db
    .selectFrom('image')
    .select(['matched_with', 'uncovered_json'])
    .where('org_id', '=', orgId)
    .where('id', '=', imageId)
    .executeTakeFirst();
  return (
    image !== undefined &&
    image.matched_with !== null &&
    image.uncovered_json === JSON.stringify(uncoveredTypes)
  );
}

/** In the order of the table's columns: rows are compared by their values. */
export function matchColumns(
  orgId: string,
  imageId: number,
  match: ImageFinding,
): Insertable<MatchTable> {
  return {
    org_id: orgId,
    image_id: imageId,
    advisory_id: match.advisoryId,
    ids_json: JSON.stringify(match.ids),
    sources_json: JSON.stringify(match.sources),
    package_type: match.packageType,
    package_name: match.packageName,
    package_version: match.packageVersion,
    purl: match.purl,
    severity: match.severity,
    severity_rank: severityLevels.indexOf(match.severity),
    score: match.score ?? null,
    vector: match.vector ?? null,
    severity_origin: match.severityOrigin,
    fixed_in: match.fixedIn ?? null,
    status: match.status,
    summary: match.summary,
    layer: match.layer,
  };
}

export async function rememberAliases(
  db: Kysely<Tables>,
  orgId: string,
  matches: readonly ImageFinding[],
): Promise<void> {
  const rows = new Map<string, Tables['advisory_alias']>();
  for (const { advisoryId, ids } of matches) {
    for (const id of [advisoryId, ...ids]) {
      const alias = id.toUpperCase();
      rows.set(`${alias} ${advisoryId}`, { org_id: orgId, alias, advisory_id: advisoryId });
    }
  }
  await inChunks([...rows.values()], (chunk) =>
    db
      .insertInto('advisory_alias')
      .values(chunk)
      .onConflict((conflict) => conflict.columns(['org_id', 'alias', 'advisory_id']).doNothing())
      .execute(),
  );
}

async function describeImage(
  db: Kysely<Tables>,
  orgId: string,
  imageId: number,
  matched: MatchedImage,
  now: number,
): Promise<void> {
  await db
    .updateTable('image')
    .where('org_id', '=', orgId)
    .where('id', '=', imageId)
    .set({
      ...matched.counts,
      coverage: matched.coverage,
      uncovered_json: JSON.stringify(matched.uncoveredTypes),
      matched_with: matched.matchedWith,
      matched_at: now,
    })
    .execute();
}
