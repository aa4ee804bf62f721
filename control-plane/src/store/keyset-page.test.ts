// Pages of findings and images by cursors: each row once, in one order, whatever comes and goes in between.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  advisoryGroupSortColumns,
  type ExposureFilter,
  exposureSortColumns,
} from '../domain/findings/finding-queries.ts';
import { dayMs } from '../domain/findings/finding-trend.ts';
import { imageSortColumns, type Page } from '../domain/inventory/image-queries.ts';
import { countedRowsMax, type PageCursor } from '../domain/page-key.ts';
import { createFindingQueries } from './create-finding-queries.ts';
import { createImageQueries } from './create-image-queries.ts';
import { createObservationQueries } from './create-observation-queries.ts';
import { openDatabase } from './database.ts';
import { benchOrganisation as org, seededAt, seedInventory } from './testing/seed-inventory.ts';

const pageSize = 7;

async function seeded(t: TestContext, images: number, findingsPerImage: number) {
  const { db, close } = await openDatabase(':memory:');
  t.after(close);
  await seedInventory(db, { images, findingsPerImage });
  return { db, findings: createFindingQueries(db), images: createImageQueries(db) };
}

type Ask<Row> = (page: {
  page: number;
  pageSize: number;
  cursor?: PageCursor;
}) => Promise<Page<Row>>;

/** From the first page to the last, and back again. */
async function walk<Row>(ask: Ask<Row>): Promise<{ there: readonly Row[]; back: readonly Row[] }> {
  let page = await ask({ page: 1, pageSize });
  const there = [...page.rows];
  while (page.next !== undefined) {
    page = await ask({ page: 1, pageSize, cursor: { direction: 'after', key: page.next } });
    there.push(...page.rows);
  }
  const back = [...page.rows];
  while (page.previous !== undefined) {
    page = await ask({ page: 1, pageSize, cursor: { direction: 'before', key: page.previous } });
    back.unshift(...page.rows);
  }
  return { there, back };
}

for (const direction of ['ascending', 'descending'] as const) {
  test(`findings come once each in every order, ${direction}, there and back`, async (t) => {
    const { findings } = await seeded(t, 9, 5);
    for (const column of exposureSortColumns) {
      const sort = { column, direction };
      const whole = await findings.exposures(org, {}, { page: 1, pageSize: 200 }, sort);
      const { there, back } = await walk((page) => findings.exposures(org, {}, page, sort));

      assert.equal(whole.rows.length, 45, column);
      assert.deepEqual(there, whole.rows, column);
      assert.deepEqual(back, whole.rows, column);
    }
  });

  test(`images come once each in every order, ${direction}, there and back`, async (t) => {
    const { images } = await seeded(t, 30, 1);
    for (const column of imageSortColumns) {
      const sort = { column, direction };
      const whole = await images.list(org, {}, { page: 1, pageSize: 200 }, sort);
      const { there, back } = await walk((page) => images.list(org, {}, page, sort));

      assert.equal(whole.rows.length, 30, column);
      assert.deepEqual(there, whole.rows, column);
      assert.deepEqual(back, whole.rows, column);
    }
  });
}

for (const direction of ['ascending', 'descending'] as const) {
  test(`advisories come once each in every order, ${direction}, there and back`, async (t) => {
    const { findings } = await seeded(t, 9, 5);
    for (const column of advisoryGroupSortColumns) {
      const sort = { column, direction };
      const whole = await findings.byAdvisory(org, {}, { page: 1, pageSize: 200 }, sort);
      const { there, back } = await walk((page) => findings.byAdvisory(org, {}, page, sort));
      const second = await findings.byAdvisory(org, {}, { page: 2, pageSize }, sort);

      assert.equal(whole.rows.length, whole.total, column);
      assert.deepEqual(there, whole.rows, column);
      assert.deepEqual(back, whole.rows, column);
      assert.deepEqual(second.rows, whole.rows.slice(pageSize, 2 * pageSize), column);
    }
  });
}

test('whatever a filter needs to look at, few findings come in the order of many', async (t) => {
  const { findings } = await seeded(t, 12, 5);
  const filters: readonly ExposureFilter[] = [
    ...[{ tag: 'v7' }, { tag: 'v*1' }, { repository: '*' }, { signed: 'verified' as const }],
    ...[{ verdict: 'block' as const }, { packageName: 'package-*' }, { state: 'all' as const }],
    ...[{ state: 'resolved' as const }, { kev: false }, { epssMin: 0.5 }, { fixable: true }],
    { firstSeenFrom: seededAt - 70 * dayMs },
  ];
  const all = await findings.exposures(org, { state: 'all' }, { page: 1, pageSize: 1000 });
  for (const filter of filters) {
    for (const column of exposureSortColumns) {
      const sort = { column, direction: 'descending' } as const;
      const { there } = await walk((page) => findings.exposures(org, filter, page, sort));
      const exported = (await Array.fromAsync(findings.exportExposures(org, filter))).flat();
      const ids = exported.map(({ id }) => id);
      const known = all.rows.filter(({ id }) => ids.includes(id));
      const message = `${JSON.stringify(filter)} by ${column}`;

      assert.ok(exported.length > 0, message);
      assert.deepEqual(
        there.map(({ id }) => id).toSorted((a, b) => a - b),
        ids,
        message,
      );
      assert.equal(known.length, exported.length, message);
    }
  }
});

test('what images hold, and where they are, comes once each, there and back', async (t) => {
  const { db, images, findings } = await seeded(t, 1000, 2);
  const observations = createObservationQueries(db);
  const rows = Array.from({ length: 20 }, (_, at) => ({
    ...{ org_id: org, image_id: 1 + (at % 2), kind: 'secret', rule: 'key', severity: 'high' },
    ...{ severity_rank: at % 3, path: null, body_json: JSON.stringify({ at }) },
  }));
  await db.insertInto('image_observation').values(rows).execute();
  const held = { org_id: org, image_id: 1, type: 'npm', layer: 0, version: '9.0.0' };
  const named = { name: 'package-7', source_name: 'package-7' };
  await db
    .insertInto('image_package')
    .values({ ...held, ...named, fact_id: null })
    .execute();
  const digest = 'sha256:1';
  const lists: Readonly<Record<string, Ask<unknown>>> = {
    repositories: (page) => images.repositories(org, { registryId: 'registry-1' }, page),
    versions: (page) => images.packageVersions(org, { packageName: 'package-7' }, page),
    facts: (page) => observations.list(org, {}, page),
    factsOfImage: async (page) => (await observations.ofImage(org, digest, {}, page)) ?? none,
    findingsOfImage: async (page) => (await findings.ofImage(org, digest, {}, page)) ?? none,
  };
  for (const [name, ask] of Object.entries(lists)) {
    const whole = await ask({ page: 1, pageSize: 200 });
    const { there, back } = await walk(async ({ cursor }) =>
      ask({ page: 1, pageSize: 1, ...(cursor === undefined ? {} : { cursor }) }),
    );

    assert.equal(whole.rows.length, whole.total, name);
    assert.ok(whole.total > 1, name);
    assert.deepEqual(there, whole.rows, name);
    assert.deepEqual(back, whole.rows, name);
  }
});

const none = { rows: [], total: 0 };

test('pages by number are the same pages', async (t) => {
  const { findings } = await seeded(t, 9, 5);
  const { there } = await walk((page) => findings.exposures(org, {}, page));
  const third = await findings.exposures(org, {}, { page: 3, pageSize });

  assert.deepEqual(third.rows, there.slice(2 * pageSize, 3 * pageSize));
});

test('what is added or resolved between two pages moves nothing out of the next one', async (t) => {
  const { db, findings } = await seeded(t, 9, 5);
  const whole = await findings.exposures(org, {}, { page: 1, pageSize: 200 });
  const first = await findings.exposures(org, {}, { page: 1, pageSize });
  const ids = whole.rows.slice(0, 3).map(({ id }) => id);
  await db.updateTable('exposure').set({ resolved_at: 1 }).where('id', 'in', ids).execute();
  const [row] = await db.selectFrom('exposure').selectAll().limit(1).execute();
  assert.ok(row);
  const { id: _, ...copy } = row;
  const worst = { ...copy, severity_rank: 0, severity: 'critical' as const, first_seen_at: 0 };
  await db
    .insertInto('exposure')
    .values({ ...worst, resolved_at: null, advisory_id: 'CVE-new' })
    .execute();
  assert.ok(first.next);
  const second = await findings.exposures(
    org,
    {},
    { page: 2, pageSize, cursor: { direction: 'after', key: first.next } },
  );

  assert.deepEqual(second.rows, whole.rows.slice(pageSize, 2 * pageSize));
});

test('beyond ten thousand rows nobody counts on, but where counts are kept', async (t) => {
  const { findings } = await seeded(t, countedRowsMax / 10 + 1, 10);
  const kept = await findings.exposures(org, {}, { page: 1, pageSize });
  const counted = await findings.exposures(org, { tag: '*' }, { page: 1, pageSize });
  const few = await findings.exposures(org, { severity: 'critical' }, { page: 1, pageSize });

  assert.deepEqual([kept.total, kept.isMore], [countedRowsMax + 10, false]);
  assert.deepEqual([counted.total, counted.isMore], [countedRowsMax, true]);
  assert.ok(counted.next);
  assert.deepEqual([few.total, few.isMore], [2002, false]);
});

test('a key of another list is refused', async (t) => {
  const { findings } = await seeded(t, 2, 2);
  const cursor: PageCursor = { direction: 'after', key: [1] };

  await assert.rejects(findings.exposures(org, {}, { page: 1, pageSize, cursor }), {
    code: 'VALIDATION_FAILED',
  });
});
