// Matches of some packages of many images in SQL, replaced together: only the difference is written, and counts follow by it.
import type { Insertable, Kysely } from 'kysely';
import { sql } from 'kysely';
import type {
  ChangedMatches,
  FindingStore,
  PackageMatches,
} from '../domain/findings/finding-store.ts';
import { type SeverityLevel, severityLevels } from '../domain/inventory/image-queries.ts';
import type { MatchTable } from './finding-tables.ts';
import { collectChunks, inChunks, listOf } from './in-chunks.ts';
import { matchColumns, rememberAliases } from './match-rows.ts';
import { rememberSignals } from './signal-rows.ts';
import type { Tables } from './tables.ts';

export function createPackageMatchRows(
  db: Kysely<Tables>,
  orgId: string,
): Pick<FindingStore, 'savePackageMatches'> {
  return {
    savePackageMatches: async (images, { signals, matchedWith }, now) => {
      const stored = await storedMatches(db, orgId, images);
      const changes = images.map((image) =>
        changeOf(orgId, image, stored.get(image.imageId) ?? []),
      );
      const obsolete = changes.flatMap((change) => change.obsolete);
      const added = changes.flatMap((change) => change.added);
      await inChunks(obsolete, (chunk) =>
        db
          .deleteFrom('match')
          .where('id', 'in', chunk)
          .where(sql`org_id || ''`, '=', orgId)
          .execute(),
      );
      await inChunks(added, (chunk) => db.insertInto('match').values(chunk).execute());
      const news = changes.flatMap((change) => change.news);
      await rememberAliases(db, orgId, news);
      await rememberSignals(db, orgId, signals);
      await describeImages(db, orgId, changes, { matchedWith, now });
      return changes.filter(({ packageNames }) => packageNames.length > 0);
    },
  };
}

type StoredMatch = { readonly id: number } & Insertable<MatchTable>;

async function storedMatches(
  db: Kysely<Tables>,
  orgId: string,
  images: readonly PackageMatches[],
): Promise<ReadonlyMap<number, readonly StoredMatch[]>> {
  const names = new Set(images.flatMap(({ packages }) => packages.map(({ name }) => name)));
  const imageIds = images.map(({ imageId }) => imageId);
  const rows = await collectChunks(imageIds, (chunk) =>
    db
      .selectFrom('match')
      .selectAll()
      .where('image_id', 'in', chunk)
      .where(sql`org_id || ''`, '=', orgId)
      .where('package_name', 'in', listOf([...names]))
      .execute(),
  );
  return Map.groupBy(rows, (row) => row.image_id);
}

interface Change extends ChangedMatches {
  readonly obsolete: readonly number[];
  readonly added: readonly Insertable<MatchTable>[];
  readonly news: PackageMatches['matches'];
  /** By how much the counts grow. */
  readonly growth: Readonly<Record<SeverityLevel, number>>;
}

function changeOf(
  orgId: string,
  { imageId, packages, matches }: PackageMatches,
  stored: readonly StoredMatch[],
): Change {
  const concerned = new Set(packages.map(({ type, name, version }) => keyOf(type, name, version)));
  const obsolete = new Map<string, StoredMatch>();
  for (const row of stored) {
    if (!concerned.has(keyOf(row.package_type, row.package_name, row.package_version))) continue;
    const { id: _, ...columns } = row;
    obsolete.set(JSON.stringify(Object.values(columns)), row);
  }
  const news: PackageMatches['matches'][number][] = [];
  const added: Insertable<MatchTable>[] = [];
  for (const match of matches) {
    const columns = matchColumns(orgId, imageId, match);
    if (obsolete.delete(JSON.stringify(Object.values(columns)))) continue;
    news.push(match);
    added.push(columns);
  }
  const gone = [...obsolete.values()];
  const growth = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  for (const { severity } of added) growth[severity] += 1;
  for (const { severity } of gone) growth[severity] -= 1;
  const names = [...added, ...gone].map((row) => row.package_name);
  return {
    ...{ imageId, added, news, growth },
    obsolete: gone.map(({ id }) => id),
    packageNames: [...new Set(names)],
  };
}

function keyOf(type: string, name: string, version: string): string {
  return JSON.stringify([type, name, version]);
}

/** Images of one base change alike, so few statements describe them all. */
async function describeImages(
  db: Kysely<Tables>,
  orgId: string,
  changes: readonly Change[],
  { matchedWith, now }: { readonly matchedWith: number; readonly now: number },
): Promise<void> {
  for (const [, alike] of Map.groupBy(changes, ({ growth }) => JSON.stringify(growth))) {
    const growth = alike[0]?.growth;
    if (growth === undefined) continue;
    await inChunks(
      alike.map(({ imageId }) => imageId),
      (chunk) =>
        db
          .updateTable('image')
          .where('id', 'in', chunk)
          .where(sql`org_id || ''`, '=', orgId)
          .set((image) => ({
            ...Object.fromEntries(
              severityLevels
                .filter((level) => growth[level] !== 0)
                .map((level) => [level, image(level, '+', growth[level])]),
            ),
            matched_with: matchedWith,
            matched_at: now,
          }))
          .execute(),
    );
  }
}
