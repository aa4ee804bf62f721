// Findings of images that are signed in a certain way, found from the signatures: these are few, and each leads to its tags and
// its image, whose findings are asked the rule itself. What is signed in no way is everywhere, and is looked for there.
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { breathe } from './breathe.ts';
import { filteredExposures, isAt, type Place, type ResolvedFilter } from './exposure-filter.ts';
import { listOf, numbersOf } from './in-chunks.ts';
import { signedMarkRanks } from './judgement-rows.ts';
import { countedRows } from './keyset-page.ts';
import type { Tables } from './tables.ts';

interface Search {
  readonly orgId: string;
  readonly filter: ResolvedFilter;
  readonly limit: number;
}

interface SignedExposures {
  /** At most `limit`. */
  readonly ids: readonly number[];
  /** All that may be signed so fit in one list, which is made sooner than findings are looked at one by one. */
  readonly hasFewCandidates: boolean;
}

/** Some thousand findings. */
const signaturesPerStep = 200;
/** As many ids are listed in a tenth of a second. */
const candidatesMax = 200_000;

export function isSigned({ signed }: ResolvedFilter): boolean {
  return signed !== undefined && signed !== 'none';
}

export async function signedExposures(
  db: Kysely<Tables>,
  search: Search,
): Promise<SignedExposures> {
  const ids = new Set<number>();
  let looked = 0;
  for await (const signatures of signaturesAsked(db, search)) {
    looked += signatures.length;
    const byItsImage = await idsWhere(db, search, await byImage(db, search, signatures));
    for (const id of byItsImage) ids.add(id);
    if (ids.size >= search.limit) break;
    const places = await byTag(db, search, signatures);
    for (const id of await idsWhere(db, search, places, byItsImage)) ids.add(id);
    if (ids.size >= search.limit) break;
  }
  // Each is a candidate by its image and, mostly, by its tag as well.
  const signaturesMax = Math.floor((candidatesMax * looked) / (2 * Math.max(1, ids.size)));
  return {
    ids: [...ids].slice(0, search.limit),
    hasFewCandidates: ids.size >= search.limit && (await areAtMost(db, search, signaturesMax)),
  };
}

/** Those already known are left out before anything else is asked of them. */
async function idsWhere(
  db: Kysely<Tables>,
  { orgId, filter }: Search,
  narrow: RawBuilder<SqlBool>,
  known: readonly number[] = [],
): Promise<readonly number[]> {
  let rows = filteredExposures(db, orgId, filter).select('exposure.id').where(narrow);
  if (known.length > 0) rows = rows.where('exposure.id', 'not in', numbersOf(known));
  return (await rows.execute()).map(({ id }) => id);
}

async function areAtMost(db: Kysely<Tables>, search: Search, most: number): Promise<boolean> {
  const rows = askedSignatures(db, search).select(sql<number>`1`.as('one'));
  return !(await countedRows(db, rows, most)).isMore;
}

interface SignedDigest {
  readonly registry_id: string;
  readonly repository: string;
  readonly digest: string;
}

function askedSignatures(db: Kysely<Tables>, { orgId, filter }: Search) {
  return db
    .selectFrom('signature')
    .where(sql<string>`org_id || ''`, '=', orgId)
    .where(sql<string>`registry_id || ''`, 'in', filter.registries)
    .where('mark_rank', '=', signedMarkRanks[filter.signed ?? 'none']);
}

async function* signaturesAsked(
  db: Kysely<Tables>,
  search: Search,
): AsyncGenerator<readonly SignedDigest[]> {
  for (let last: SignedDigest | undefined; ; ) {
    let rows = askedSignatures(db, search).select(['registry_id', 'repository', 'digest']);
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
