// Findings of images that are signed in a certain way, found from the signatures: these are few, and each leads to its tags and
// its image, whose findings are asked the rule itself. What is signed in no way is everywhere, and is looked for there.
import { type Kysely, sql } from 'kysely';
import { breathe } from './breathe.ts';
import { filteredExposures, isAt, type Place, type ResolvedFilter } from './exposure-filter.ts';
import { listOf, numbersOf } from './in-chunks.ts';
import { signedMarkRanks } from './judgement-rows.ts';
import type { Tables } from './tables.ts';

interface Search {
  readonly orgId: string;
  readonly filter: ResolvedFilter;
  readonly limit: number;
}

/** Some thousand findings. */
const signaturesPerStep = 200;

export function isSigned({ signed }: ResolvedFilter): boolean {
  return signed !== undefined && signed !== 'none';
}

/** The ids of at most `limit`. */
export async function signedExposures(
  db: Kysely<Tables>,
  search: Search,
): Promise<readonly number[]> {
  const ids = new Set<number>();
  for await (const signatures of signaturesAsked(db, search)) {
    for (const narrow of [
      await byImage(db, search, signatures),
      await byTag(db, search, signatures),
    ]) {
      if (ids.size >= search.limit) break;
      const rows = await filteredExposures(db, search.orgId, search.filter)
        .select('exposure.id')
        .where(narrow)
        .execute();
      for (const { id } of rows) ids.add(id);
    }
    if (ids.size >= search.limit) break;
  }
  return [...ids].slice(0, search.limit);
}

interface SignedDigest {
  readonly registry_id: string;
  readonly repository: string;
  readonly digest: string;
}

async function* signaturesAsked(
  db: Kysely<Tables>,
  { orgId, filter }: Search,
): AsyncGenerator<readonly SignedDigest[]> {
  for (let last: SignedDigest | undefined; ; ) {
    let rows = db
      .selectFrom('signature')
      .select(['registry_id', 'repository', 'digest'])
      .where(sql<string>`org_id || ''`, '=', orgId)
      .where(sql<string>`registry_id || ''`, 'in', filter.registries)
      .where('mark_rank', '=', signedMarkRanks[filter.signed ?? 'none']);
    if (last !== undefined) {
      const { registry_id, repository, digest } = last;
      rows = rows.where(
        sql<boolean>`(registry_id, repository, digest) > (${registry_id}, ${repository}, ${digest})`,
      );
    }
    const found = await rows
      .orderBy('registry_id')
      .orderBy('repository')
      .orderBy('digest')
      .limit(signaturesPerStep)
      .execute();
    if (found.length > 0) yield found;
    if (found.length < signaturesPerStep) return;
    last = found.at(-1);
    await breathe();
  }
}

async function byImage(db: Kysely<Tables>, { orgId }: Search, signatures: readonly SignedDigest[]) {
  const images = await db
    .selectFrom('image')
    .select('id')
    .where('org_id', '=', orgId)
    .where('digest', 'in', listOf(signatures.map(({ digest }) => digest)))
    .execute();
  return sql<boolean>`exposure.image_id in ${numbersOf(images.map(({ id }) => id))}`;
}

async function byTag(db: Kysely<Tables>, { orgId }: Search, signatures: readonly SignedDigest[]) {
  const asked = new Set(signatures.map(keyOf));
  const tags = await db
    .selectFrom('tag')
    .innerJoin('repository', 'repository.id', 'tag.repository_id')
    .select(['repository.registry_id', 'repository.name as repository', 'tag.digest'])
    .select('tag.name as tag')
    .where('tag.org_id', '=', orgId)
    .where('tag.digest', 'in', listOf(signatures.map(({ digest }) => digest)))
    .execute();
  const places = tags
    .filter((row) => asked.has(keyOf(row)))
    .map((row): Place => [row.registry_id, row.repository, row.tag]);
  return isAt(places);
}

function keyOf({ registry_id, repository, digest }: SignedDigest): string {
  return JSON.stringify([registry_id, repository, digest]);
}
