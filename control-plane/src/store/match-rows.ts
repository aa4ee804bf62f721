// The matches of images in SQL, with the numbers and the names that follow from them.
import type { Insertable, Kysely } from 'kysely';
import type { ImageFinding } from '../domain/findings/finding-queries.ts';
import type { FindingStore, MatchedImage } from '../domain/findings/finding-store.ts';
import { severityLevels } from '../domain/inventory/image-queries.ts';
import { collectChunks, inChunks } from './in-chunks.ts';
import { rememberSignals } from './signal-rows.ts';
import type { MatchTable, Tables } from './tables.ts';

type MatchRows = Pick<FindingStore, 'saveMatches' | 'markUnmatchable' | 'matchesOf' | 'packagesOf'>;

export function createMatchRows(db: Kysely<Tables>, orgId: string): MatchRows {
  return {
    saveMatches: async (imageId, matched, now) => {
      await replaceMatches(db, orgId, imageId, matched.matches);
      await rememberAliases(db, orgId, matched.matches);
      await rememberSignals(db, orgId, matched.signals);
      await describeImage(db, orgId, imageId, matched, now);
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
    matchesOf: async (imageId) => {
      const rows = await db
        .selectFrom('match')
        .select([
          'advisory_id',
          'package_type',
          'package_name',
          'package_version',
          'severity',
          'fixed_in',
        ])
        .where('org_id', '=', orgId)
        .where('image_id', '=', imageId)
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        advisoryId: row.advisory_id,
        packageType: row.package_type,
        packageName: row.package_name,
        packageVersion: row.package_version,
        severity: row.severity,
        ...(row.fixed_in === null ? {} : { fixedIn: row.fixed_in }),
      }));
    },
    packagesOf: (imageId, names) =>
      collectChunks([...new Set(names)], async (chunk) => {
        const rows = await db
          .selectFrom('image_package')
          .select(['type', 'name', 'version'])
          .where('org_id', '=', orgId)
          .where('image_id', '=', imageId)
          .where('name', 'in', chunk)
          .execute();
        return rows.map((row) => ({ imageId, ...row }));
      }),
  };
}

async function replaceMatches(
  db: Kysely<Tables>,
  orgId: string,
  imageId: number,
  matches: readonly ImageFinding[],
): Promise<void> {
  await db
    .deleteFrom('match')
    .where('org_id', '=', orgId)
    .where('image_id', '=', imageId)
    .execute();
  await inChunks(matches, (chunk) =>
    db
      .insertInto('match')
      .values(chunk.map((match) => matchColumns(orgId, imageId, match)))
      .execute(),
  );
}

function matchColumns(orgId: string, imageId: number, match: ImageFinding): Insertable<MatchTable> {
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

async function rememberAliases(
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
