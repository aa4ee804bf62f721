// The packages of an image in SQL, for searches and for matching without the inventory.
import { normalisePackageName } from '@harborguard/shared/advisories/normalise-package-name.ts';
import { languageEcosystemOf } from '@harborguard/shared/match/package-lookups.ts';
import type { Package } from '@harborguard/shared/protocol/inventory.ts';
import type { Kysely } from 'kysely';
import { inChunks } from './in-chunks.ts';
import { factText, keepFacts } from './package-fact-rows.ts';
import type { Tables } from './tables.ts';

/**
 * As long as advisories write them; nobody searches for more, and the inventory holds them whole. An index of
 * PostgreSQL takes 2704 bytes a row, and what an image says its packages are called is up to the image.
 */
const nameLengthMax = 512;
const versionLengthMax = 256;

export interface ImageKey {
  readonly orgId: string;
  readonly imageId: number;
}

export async function replacePackages(
  db: Kysely<Tables>,
  key: ImageKey,
  packages: readonly Package[],
): Promise<void> {
  await db
    .deleteFrom('image_package')
    .where('org_id', '=', key.orgId)
    .where('image_id', '=', key.imageId)
    .execute();
  const facts = factTexts(packages);
  const ids = await keepFacts(db, key.orgId, new Set(facts.values()));
  await inChunks(packages, (chunk) =>
    db
      .insertInto('image_package')
      .values(
        chunk.map((found) => ({
          org_id: key.orgId,
          image_id: key.imageId,
          type: found.type,
          name: found.name.slice(0, nameLengthMax),
          source_name: advisoryName(found).slice(0, nameLengthMax),
          version: found.version.slice(0, versionLengthMax),
          layer: found.layer,
          fact_id: ids.get(facts.get(identityOf(found)) ?? '') ?? null,
        })),
      )
      .execute(),
  );
}

/** A match names type, name and version; where packages share these and differ in more, one alone decides nothing. */
function factTexts(packages: readonly Package[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const found of packages) {
    const identity = identityOf(found);
    const text = factText(found);
    if ((texts.get(identity) ?? text) !== text) ambiguous.add(identity);
    texts.set(identity, text);
  }
  for (const identity of ambiguous) texts.delete(identity);
  return texts;
}

function identityOf({ type, name, version }: Package): string {
  return JSON.stringify([type, name, version]);
}

function advisoryName(found: Package): string {
  const ecosystem = languageEcosystemOf(found.type);
  return ecosystem === undefined
    ? (found.source?.name ?? found.name)
    : normalisePackageName(ecosystem, found.name);
}
