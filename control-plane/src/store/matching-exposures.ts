// How many findings a filter lets through, and which where they are few. What no index leads to is looked for in pieces, so that
// nobody else waits for the whole of it.
import { type Kysely, sql } from 'kysely';
import { countedRowsMax } from '../domain/page-key.ts';
import { countedFindings, countOf, isCounted } from './advisory-groups.ts';
import { breathe } from './breathe.ts';
import { filteredExposures, isIndexed, type ResolvedFilter } from './exposure-filter.ts';
import { isSigned, signedExposures } from './signed-exposures.ts';
import type { Tables } from './tables.ts';

interface MatchingExposures {
  readonly total: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
  /** Few enough to be put in any order. */
  readonly isFew: boolean;
  /** Of few ones that were looked for; in the order of the table. */
  readonly ids?: readonly number[];
  /** For `ResolvedFilter`. */
  readonly hasFewCandidates?: boolean;
}

export async function matchingExposures(
  db: Kysely<Tables>,
  orgId: string,
  filter: ResolvedFilter,
): Promise<MatchingExposures> {
  if (isCounted(filter)) {
    const { counted } = await countedFindings(db, orgId, filter)
      .select((row) => row.fn.sum<number | null>(countOf(filter)).as('counted'))
      .executeTakeFirstOrThrow();
    const total = Number(counted ?? 0);
    return { total, isMore: false, isFew: total <= countedRowsMax };
  }
  const { ids, hasFewCandidates } = await foundBy(db, {
    ...{ orgId, filter, limit: countedRowsMax + 1 },
  });
  return ids.length > countedRowsMax
    ? { total: countedRowsMax, isMore: true, isFew: false, hasFewCandidates }
    : { total: ids.length, isMore: false, isFew: true, ids };
}

interface Found {
  readonly ids: readonly number[];
  readonly hasFewCandidates: boolean;
}

async function foundBy(db: Kysely<Tables>, search: Search): Promise<Found> {
  if (!isIndexed(search.filter) && isSigned(search.filter)) return signedExposures(db, search);
  const find = isIndexed(search.filter) ? idsWithin : idsInPieces;
  return { ids: await find(db, search), hasFewCandidates: false };
}

interface Search {
  readonly orgId: string;
  readonly filter: ResolvedFilter;
  readonly limit: number;
}

async function idsInPieces(db: Kysely<Tables>, search: Search): Promise<readonly number[]> {
  const ids: number[] = [];
  for await (const piece of exposurePieces(db, rowsPerPiece)) {
    ids.push(...(await idsWithin(db, { ...search, limit: search.limit - ids.length }, piece)));
    if (ids.length >= search.limit) break;
  }
  return ids;
}

async function idsWithin(
  db: Kysely<Tables>,
  { orgId, filter, limit }: Search,
  piece?: ExposurePiece,
): Promise<readonly number[]> {
  let rows = filteredExposures(db, orgId, filter).select('exposure.id').limit(limit);
  if (piece !== undefined) rows = rows.where(within(piece));
  return (await rows.execute()).map(({ id }) => id);
}

/** Some tens of milliseconds, also where much is asked of each. */
const rowsPerPiece = 10_000;

interface ExposurePiece {
  readonly after: number;
  readonly until: number;
}

/** The table from its beginning to its end, some rows at a time. */
export async function* exposurePieces(
  db: Kysely<Tables>,
  rows: number,
): AsyncGenerator<ExposurePiece> {
  for (let after = 0; ; ) {
    const ids = db
      .selectFrom('exposure')
      .select('id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(rows);
    const { until } = await db
      .selectFrom(ids.as('ids'))
      .select((row) => row.fn.max<number | null>('id').as('until'))
      .executeTakeFirstOrThrow();
    if (until === null) return;
    if (after > 0) await breathe();
    yield { after, until: Number(until) };
    after = Number(until);
  }
}

export function within({ after, until }: ExposurePiece) {
  return sql<boolean>`(exposure.id > ${after} and exposure.id <= ${until})`;
}
