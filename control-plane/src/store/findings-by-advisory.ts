// Open findings grouped by advisory: how many images and tags each touches. The groups are few and put in order here; what a
// page shows besides is read for its rows only.
import { type Kysely, sql } from 'kysely';
import type {
  AdvisoryGroup,
  AdvisoryGroupSortColumn,
  ExposureFilter,
} from '../domain/findings/finding-queries.ts';
import {
  type Page,
  type PageRequest,
  type Sort,
  severityLevels,
} from '../domain/inventory/image-queries.ts';
import { advisoryGroups, advisoryPackages, type CountedAdvisory } from './advisory-groups.ts';
import { breathe } from './breathe.ts';
import { filteredExposures, type ResolvedFilter, resolveFilter } from './exposure-filter.ts';
import { fixTimes } from './finding-age-rows.ts';
import { collectChunks, listOf } from './in-chunks.ts';
import { sortedPage } from './keyset-page.ts';
import { offsetOf, optional } from './query-parts.ts';
import { joinedSignal } from './signal-rows.ts';
import type { Tables } from './tables.ts';

interface GroupRequest {
  readonly orgId: string;
  readonly filter: ExposureFilter;
  readonly page: PageRequest;
  readonly sort: Sort<AdvisoryGroupSortColumn> | undefined;
}

/** Packages and versions that a row names; the counts are of all. */
const namesMax = 20;

export async function findingsByAdvisory(
  db: Kysely<Tables>,
  { orgId, filter, page, sort: asked }: GroupRequest,
): Promise<Page<AdvisoryGroup>> {
  const sort = asked ?? ({ column: 'severity', direction: 'descending' } as const);
  const resolved = await resolveFilter(db, orgId, filter);
  if (resolved.registries.length === 0) return { rows: [], total: 0 };
  const groups = await advisoryGroups(db, orgId, resolved);
  const read = { db, orgId, filter: resolved };
  const ranked = await rankedGroups(read, groups, { sort, page });
  const { rows, edges } = sortedPage(ranked, page);
  const ids = rows.map(({ advisoryId }) => advisoryId);
  const seen = await seenOf(read, ids);
  const signals = await signalsOf(read, ids);
  const packages = await packagesOf(read, ids);
  const texts = await textsOf(db, orgId, ids);
  const fixed = await firstFixes(read, packages);
  return {
    ...edges,
    total: groups.length,
    rows: rows.map(({ advisoryId, rank, findings, fixable }) => ({
      ...{ advisoryId, findings, fixable },
      ids: texts.get(advisoryId)?.ids ?? [advisoryId],
      ...optional('summary', texts.get(advisoryId)?.summary),
      severity: severityLevels[rank] ?? 'unknown',
      images: seen.get(advisoryId)?.images ?? 0,
      firstSeenAt: seen.get(advisoryId)?.firstSeenAt ?? 0,
      packages: packages.get(advisoryId) ?? [],
      ...optional('fixKnownAt', fixed.get(advisoryId)),
      ...joinedSignal(signals.get(advisoryId) ?? noSignal),
    })),
  };
}

interface Read {
  readonly db: Kysely<Tables>;
  readonly orgId: string;
  readonly filter: ResolvedFilter;
}

/** What the groups are sorted by; most findings first among equals, and the id makes every order total. */
async function rankedGroups(
  read: Read,
  groups: readonly CountedAdvisory[],
  { sort, page }: { readonly sort: Sort<AdvisoryGroupSortColumn>; readonly page: PageRequest },
) {
  const values = await valuesOf(read, groups, { sort, page });
  // The rank grows with less severe ones, so its order is the other way round.
  const isRising = (sort.direction === 'ascending') !== (sort.column === 'severity');
  return {
    rows: groups.filter(({ advisoryId }) => values.has(advisoryId)),
    keyOf: ({ advisoryId, findings }: CountedAdvisory) =>
      [values.get(advisoryId) ?? 0, findings, advisoryId] as const,
    directions: [isRising ? 'ascending' : 'descending', 'descending', 'ascending'],
  } as const;
}

async function valuesOf(
  read: Read,
  groups: readonly CountedAdvisory[],
  { sort, page }: { readonly sort: Sort<AdvisoryGroupSortColumn>; readonly page: PageRequest },
): Promise<ReadonlyMap<string, string | number>> {
  const ids = groups.map(({ advisoryId }) => advisoryId);
  const of = (value: (group: CountedAdvisory) => string | number) =>
    new Map(groups.map((group) => [group.advisoryId, value(group)] as const));
  switch (sort.column) {
    case 'severity':
      return of(({ rank }) => rank);
    case 'findings':
      return of(({ findings }) => findings);
    case 'advisory':
      return of(({ advisoryId }) => advisoryId);
    case 'epss': {
      const signals = await signalsOf(read, ids);
      return of(({ advisoryId }) => signals.get(advisoryId)?.epss ?? -1);
    }
    case 'firstSeenAt': {
      const seen = await firstSeenOf(read, ids);
      return of(({ advisoryId }) => seen.get(advisoryId) ?? 0);
    }
    case 'images':
      return await imagesOf(read, groups, { isFalling: sort.direction === 'descending', page });
  }
}

/** No advisory is in more images than it has findings: once those of the page are sure, the others are left out. */
async function imagesOf(
  read: Read,
  groups: readonly CountedAdvisory[],
  { isFalling, page }: { readonly isFalling: boolean; readonly page: PageRequest },
): Promise<ReadonlyMap<string, number>> {
  const wanted = offsetOf(page) + page.pageSize + 1;
  const isWhole = !isFalling || page.cursor !== undefined;
  const byFindings = groups.toSorted(
    (a, b) => b.findings - a.findings || (a.advisoryId < b.advisoryId ? -1 : 1),
  );
  const images = new Map<string, number>();
  for (let start = 0; start < byFindings.length; start += advisoriesPerStep) {
    const chunk = byFindings.slice(start, start + advisoriesPerStep);
    const counts = [...images.values()].toSorted((a, b) => b - a);
    // Among equal ones those with more findings come first, and these were seen.
    if (!isWhole && (counts[wanted - 1] ?? 0) >= (chunk[0]?.findings ?? 0)) break;
    const seen = await seenOf(
      read,
      chunk.map(({ advisoryId }) => advisoryId),
    );
    for (const [advisoryId, one] of seen) images.set(advisoryId, one.images);
  }
  return images;
}

/** Advisories looked up at once: some ten thousand findings of the largest installations. */
const advisoriesPerStep = 50;

async function seenOf(
  { db, orgId, filter }: Read,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly images: number; readonly firstSeenAt: number }>> {
  const seen = new Map<string, { readonly images: number; readonly firstSeenAt: number }>();
  for (let start = 0; start < ids.length; start += advisoriesPerStep) {
    if (start > 0) await breathe();
    const rows = await ofAdvisories(
      { db, orgId, filter },
      ids.slice(start, start + advisoriesPerStep),
    )
      .groupBy('exposure.advisory_id')
      .select([
        'exposure.advisory_id as advisoryId',
        sql<number>`count(distinct exposure.image_id)`.as('images'),
        sql<number>`min(exposure.first_seen_at)`.as('firstSeenAt'),
      ])
      .execute();
    for (const { advisoryId, images, firstSeenAt } of rows) {
      seen.set(advisoryId, { images: Number(images), firstSeenAt: Number(firstSeenAt) });
    }
  }
  return seen;
}

/** Advisories of which the first is looked up at once: each is one step into an index. */
const firstsPerStep = 1000;

async function firstSeenOf(
  { db, orgId, filter }: Read,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const firsts = new Map<string, number>();
  // That they are those asked for is known already.
  const { advisoryId: _, kev: _kev, epssMin: _epss, ...rest } = filter;
  const first = filteredExposures(db, orgId, rest)
    .where('exposure.advisory_id', '=', sql<string>`asked.value`)
    .select('exposure.first_seen_at')
    .orderBy('exposure.first_seen_at')
    .limit(1);
  for (let start = 0; start < ids.length; start += firstsPerStep) {
    if (start > 0) await breathe();
    const chunk = JSON.stringify(ids.slice(start, start + firstsPerStep));
    const { rows } = await sql<{ readonly id: string; readonly at: number | null }>`
      select asked.value as id, (${first}) as at from json_each(${chunk}) as asked`.execute(db);
    for (const { id, at } of rows) if (at !== null) firsts.set(id, Number(at));
  }
  return firsts;
}

function ofAdvisories({ db, orgId, filter }: Read, ids: readonly string[]) {
  return filteredExposures(db, orgId, filter).where('exposure.advisory_id', 'in', listOf(ids));
}

const noSignal = { epss: null, percentile: null, kev_added_at: null, kev_due_at: null };

async function signalsOf({ db, orgId }: Read, ids: readonly string[]) {
  const rows = await collectChunks(ids, (chunk) =>
    db
      .selectFrom('advisory_signal')
      .selectAll()
      .where('advisory_id', 'in', listOf(chunk))
      .where('org_id', '=', orgId)
      .execute(),
  );
  return new Map(rows.map((row) => [row.advisory_id, row]));
}

async function packagesOf(
  read: Read,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AdvisoryGroup['packages']>> {
  const rows = await advisoryPackages(read.db, read.orgId, read.filter, ids);
  const groups = Map.groupBy(rows, (row) => row.advisoryId);
  return new Map(
    [...groups].map(([advisoryId, found]) => [
      advisoryId,
      found.slice(0, namesMax).map(({ type, name, fixedIn }) => ({
        ...{ type, name },
        ...optional('fixedIn', fixedIn === '' ? undefined : fixedIn),
      })),
    ]),
  );
}

/** By advisory. */
async function firstFixes(
  { db, orgId, filter: { registryIds } }: Read,
  packages: ReadonlyMap<string, AdvisoryGroup['packages']>,
): Promise<ReadonlyMap<string, number>> {
  const findings = [...packages].flatMap(([advisoryId, found]) =>
    found.map(({ type, name, fixedIn }) => ({
      ...{ advisoryId, packageType: type, packageName: name },
      ...optional('fixedIn', fixedIn),
    })),
  );
  const times = await fixTimes(db, { orgId, registryIds }, findings);
  const first = new Map<string, number>();
  for (const [at, { advisoryId }] of findings.entries()) {
    const time = times[at];
    if (time === undefined) continue;
    first.set(advisoryId, Math.min(time, first.get(advisoryId) ?? time));
  }
  return first;
}

/** As any of its matches says it: names and summary belong to the advisory. */
async function textsOf(db: Kysely<Tables>, orgId: string, advisoryIds: readonly string[]) {
  const texts = new Map<string, { readonly ids: readonly string[]; readonly summary: string }>();
  for (const advisoryId of advisoryIds) {
    const match = await db
      .selectFrom('match')
      .select(['ids_json', 'summary'])
      .where('advisory_id', '=', advisoryId)
      .where('org_id', '=', orgId)
      .limit(1)
      .executeTakeFirst();
    if (match === undefined) continue;
    texts.set(advisoryId, { ids: JSON.parse(match.ids_json) as string[], summary: match.summary });
  }
  return texts;
}
