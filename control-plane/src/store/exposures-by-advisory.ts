// Pages of findings in an order of their advisories: by a name or by what EPSS and KEV say. The advisories are few and put in
// order first; then findings are read advisory by advisory until a page is full, in pieces of bounded size.
import { type Kysely, sql } from 'kysely';
import type { ExposureSortColumn } from '../domain/findings/finding-queries.ts';
import type { PageRequest, Sort } from '../domain/inventory/image-queries.ts';
import type { PageEdges, PageKey } from '../domain/page-key.ts';
import { countedFindings, countOf } from './advisory-groups.ts';
import { breathe } from './breathe.ts';
import { filteredExposures, type ResolvedFilter } from './exposure-filter.ts';
import { listOf } from './in-chunks.ts';
import { demandKey } from './keyset-page.ts';
import { offsetOf } from './query-parts.ts';
import type { Tables } from './tables.ts';

type AdvisorySortColumn = Extract<ExposureSortColumn, 'epss' | 'kevDueAt' | 'advisory'>;

interface Walk {
  readonly orgId: string;
  readonly filter: ResolvedFilter;
  readonly page: PageRequest;
  readonly sort: Sort<AdvisorySortColumn>;
}

interface RankedAdvisory {
  readonly advisoryId: string;
  readonly value: string | number;
  /** In the registries asked; the filter may let fewer through. */
  readonly findings: number;
}

interface Place {
  readonly id: number;
  readonly key: PageKey;
}

/** Findings of several small advisories read at once. */
const findingsPerStep = 5000;

/** The ids of a page in its order. */
export async function exposuresByAdvisory(
  db: Kysely<Tables>,
  walk: Walk,
): Promise<{ readonly ids: readonly number[]; readonly edges: PageEdges }> {
  const { page, sort } = walk;
  const { cursor, pageSize } = page;
  const isBackwards = cursor?.direction === 'before';
  const isRising = (sort.direction === 'ascending') !== isBackwards;
  const skipped = cursor === undefined ? offsetOf(page) : 0;
  const wanted = skipped + pageSize + 1;
  const found: Place[] = [];
  for (const chunk of chunksOf(await rankedAdvisories(db, walk, isRising))) {
    if (found.length > 0) await breathe();
    const limit = wanted - found.length;
    found.push(...(await placesOf(db, walk, { chunk, isRising, limit })));
    if (found.length >= wanted) break;
  }
  const hasMore = found.length >= wanted;
  const shown = found.slice(skipped, skipped + pageSize);
  if (isBackwards) shown.reverse();
  const [first, last] = [shown.at(0), shown.at(-1)];
  const hasNext = isBackwards || hasMore;
  const hasPrevious = isBackwards ? hasMore : cursor !== undefined || page.page > 1;
  return {
    ids: shown.map(({ id }) => id),
    edges: {
      ...(hasNext && last !== undefined ? { next: last.key } : {}),
      ...(hasPrevious && first !== undefined ? { previous: first.key } : {}),
    },
  };
}

/** Those that may have findings of the page, in its order. */
async function rankedAdvisories(
  db: Kysely<Tables>,
  { orgId, filter, page, sort }: Walk,
  isRising: boolean,
): Promise<readonly RankedAdvisory[]> {
  const ranked = await countedFindings(db, orgId, filter)
    .leftJoin('advisory_signal as signal', (join) =>
      join
        .onRef('signal.advisory_id', '=', 'finding_count.advisory_id')
        .onRef('signal.org_id', '=', 'finding_count.org_id'),
    )
    .groupBy('finding_count.advisory_id')
    .select((row) => [
      'finding_count.advisory_id as advisoryId',
      rankValue(sort.column).as('value'),
      row.fn.sum<number>(countOf(filter)).as('findings'),
    ])
    .execute();
  const [value, advisory] = demandKey(page.cursor?.key, keyKinds[sort.column]);
  const sign = isRising ? 1 : -1;
  return ranked
    .map((one) => ({ ...one, findings: Number(one.findings) }))
    .filter(
      (one) =>
        value === undefined ||
        sign * (order(one.value, value) || order(one.advisoryId, advisory)) >= 0,
    )
    .sort((a, b) => sign * (order(a.value, b.value) || order(a.advisoryId, b.advisoryId)));
}

function rankValue(column: AdvisorySortColumn) {
  return {
    epss: sql<number | string>`coalesce(max(signal.epss), -1)`,
    kevDueAt: sql<number | string>`coalesce(max(signal.kev_due_at), '')`,
    advisory: sql<number | string>`finding_count.advisory_id`,
  }[column];
}

/** Value, advisory and id. */
const keyKinds = {
  epss: ['number', 'string', 'number'],
  kevDueAt: ['string', 'string', 'number'],
  advisory: ['string', 'string', 'number'],
} as const;

function order(a: string | number, b: string | number | undefined): number {
  if (a === b || b === undefined) return 0;
  return a < b ? -1 : 1;
}

/** A large advisory alone, small ones together. */
function* chunksOf(advisories: readonly RankedAdvisory[]): Generator<readonly RankedAdvisory[]> {
  let chunk: RankedAdvisory[] = [];
  let findings = 0;
  for (const advisory of advisories) {
    if (chunk.length > 0 && findings + advisory.findings > findingsPerStep) {
      yield chunk;
      chunk = [];
      findings = 0;
    }
    chunk.push(advisory);
    findings += advisory.findings;
  }
  if (chunk.length > 0) yield chunk;
}

async function placesOf(
  db: Kysely<Tables>,
  { orgId, filter, page }: Walk,
  {
    chunk,
    isRising,
    limit,
  }: {
    readonly chunk: readonly RankedAdvisory[];
    readonly isRising: boolean;
    readonly limit: number;
  },
): Promise<readonly Place[]> {
  const advisoryIds = chunk.map(({ advisoryId }) => advisoryId);
  let rows = filteredExposures(db, orgId, filter).select([
    'exposure.id',
    'exposure.advisory_id as advisoryId',
  ]);
  const [only, ...others] = advisoryIds;
  rows =
    others.length === 0
      ? rows
          .where('exposure.advisory_id', '=', only ?? '')
          .orderBy('exposure.id', isRising ? 'asc' : 'desc')
          .limit(limit)
      : rows.where('exposure.advisory_id', 'in', listOf(advisoryIds));
  const [, advisory, id] = page.cursor?.key ?? [];
  if (advisory !== undefined && advisoryIds.includes(String(advisory))) {
    const beyond = sql<boolean>`exposure.id ${sql.raw(isRising ? '>' : '<')} ${id}`;
    rows =
      others.length === 0
        ? rows.where(beyond)
        : rows.where((is) => is.or([is('exposure.advisory_id', '<>', String(advisory)), beyond]));
  }
  const places = new Map(chunk.map(({ advisoryId, value }, at) => [advisoryId, { at, value }]));
  const sign = isRising ? 1 : -1;
  return (await rows.execute())
    .map(({ id: exposureId, advisoryId }) => {
      const { at, value } = places.get(advisoryId) ?? { at: 0, value: '' };
      return { at, id: exposureId, key: [value, advisoryId, exposureId] };
    })
    .sort((a, b) => a.at - b.at || sign * (a.id - b.id))
    .slice(0, limit);
}
