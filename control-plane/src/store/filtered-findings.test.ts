// What is found by a way of its own, from signatures, names of packages or an index of first sights, is what looking at every
// finding tells; and another organisation's rows are in none of it.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { signedMarks } from '@harborguard/shared/signatures/verdict.ts';
import { type Kysely, type Selectable, sql } from 'kysely';
import { countedRowsMax } from '../domain/page-key.ts';
import { createFindingQueries } from './create-finding-queries.ts';
import { createImageQueries } from './create-image-queries.ts';
import { openDatabase } from './database.ts';
import { filteredExposures, resolveFilter } from './exposure-filter.ts';
import type { ExposureTable } from './finding-tables.ts';
import { signedMarkRanks } from './judgement-rows.ts';
import type { Tables } from './tables.ts';
import { benchOrganisation as org, seedInventory } from './testing/seed-inventory.ts';

const page = { page: 1, pageSize: 2000 };
const byPackage = { column: 'package', direction: 'ascending' } as const;

async function seeded(t: TestContext): Promise<Kysely<Tables>> {
  const { db, close } = await openDatabase(':memory:');
  t.after(close);
  await seedInventory(db, { images: 300, findingsPerImage: 4 });
  // Half of the indexes are signed as well, some of them better and some worse than what they name.
  await sql`insert into signature (org_id, registry_id, repository, digest, mark_rank, verdict_json,
    version, judged_with)
    select tag.org_id, repository.registry_id, repository.name, tag.digest, tag.id / 20 % 4, '{}', 1, 1
    from tag join repository on repository.id = tag.repository_id
    where tag.digest like 'sha256:index-%' and tag.id % 20 = 0`.execute(db);
  await copyToAnother(db);
  return db;
}

/** The same findings and signatures under the same names, a year older. */
async function copyToAnother(db: Kysely<Tables>): Promise<void> {
  await sql`insert into organisation (id, name, created_at) values ('other', 'other', 1)`.execute(
    db,
  );
  await sql`insert into registry (id, org_id, name, provider, url, scan_method, schedule,
    filters_json, allow_plain_http, revision, created_at, updated_at) values ('registry-other',
    'other', 'other', 'CUSTOM', 'https://registry.example', 'sensor', 'daily', '{}', 0, 1, 1, 1)`.execute(
    db,
  );
  await sql`insert into signature (org_id, registry_id, repository, digest, mark_rank, verdict_json,
    version, judged_with) select 'other', 'registry-other', repository, digest, mark_rank, '{}', 1, 1
    from signature`.execute(db);
  await sql`insert into exposure (org_id, registry_id, repository, tag, platform, package_type,
    package_name, advisory_id, image_id, package_version, severity, severity_rank, fixed_in,
    first_seen_at, last_seen_at) select 'other', 'registry-other', repository, tag, platform,
    package_type, 'other-' || package_name, advisory_id, image_id, package_version, severity,
    severity_rank, fixed_in, first_seen_at - 31536000000, last_seen_at from exposure
    where resolved_at is null`.execute(db);
}

type Row = Selectable<ExposureTable>;

function openRows(db: Kysely<Tables>): Promise<readonly Row[]> {
  return db
    .selectFrom('exposure')
    .selectAll()
    .where('org_id', '=', org)
    .where('resolved_at', 'is', null)
    .orderBy('id')
    .execute();
}

async function idsOf(
  db: Kysely<Tables>,
  filter: Parameters<ReturnType<typeof createFindingQueries>['exposures']>[1],
  sort?: typeof byPackage,
): Promise<readonly number[]> {
  const { rows, total } = await createFindingQueries(db).exposures(org, filter, page, sort);
  assert.equal(total, rows.length);
  return rows.map(({ id }) => id).toSorted((a, b) => a - b);
}

test('findings by how their image is signed are those whose image, or its index, is signed so', async (t) => {
  const db = await seeded(t);
  const ranks = new Map<string, number>();
  for (const row of await db.selectFrom('signature').selectAll().execute()) {
    ranks.set(`${row.registry_id} ${row.repository} ${row.digest}`, row.mark_rank);
  }
  const digests = new Map<number, string>();
  for (const row of await db.selectFrom('image').select(['id', 'digest']).execute()) {
    digests.set(row.id, row.digest);
  }
  const tags = new Map<string, string>();
  for (const row of await db.selectFrom('tag').select(['name', 'digest']).execute()) {
    tags.set(row.name, row.digest);
  }
  const rankOf = (row: Row): number =>
    Math.min(
      ...[digests.get(row.image_id), tags.get(row.tag)].map(
        (digest) =>
          ranks.get(`${row.registry_id} ${row.repository} ${digest}`) ?? signedMarkRanks.none,
      ),
    );
  const all = await openRows(db);
  for (const signed of signedMarks) {
    const expected = all.filter((row) => rankOf(row) === signedMarkRanks[signed]);
    assert.ok(expected.length > 0, signed);
    const ids = expected.map(({ id }) => id);
    assert.deepEqual(await idsOf(db, { signed }), ids, signed);
    assert.deepEqual(await idsOf(db, { signed }, byPackage), ids, signed);
    // Of more than are counted, in the order of the list: looked at one by one, or listed before.
    for (const hasFewCandidates of [false, true]) {
      const filter = await resolveFilter(db, org, { signed });
      const walked = { ...filter, isInListOrder: true, isWalked: true, hasFewCandidates };
      const rows = await filteredExposures(db, org, walked).select('exposure.id').execute();
      assert.deepEqual(
        rows.map(({ id }) => id).toSorted((a, b) => a - b),
        ids,
        signed,
      );
    }
    const critical = expected.filter(({ severity }) => severity === 'critical');
    assert.deepEqual(
      await idsOf(db, { signed, severity: 'critical' }),
      critical.map(({ id }) => id),
      signed,
    );
  }
});

test('of very many signed images the first page is in order, and more than are counted', async (t) => {
  const { db, close } = await openDatabase(':memory:');
  t.after(close);
  await seedInventory(db, { images: 600, findingsPerImage: 20 });
  await sql`insert into signature (org_id, registry_id, repository, digest, mark_rank, verdict_json,
    version, judged_with) select image_location.org_id, registry_id, repository, image.digest, 0, '{}', 1, 1
    from image_location join image on image.id = image_location.image_id
    where image.id % 20 <> 0 on conflict (registry_id, repository, digest) do update
    set mark_rank = 0`.execute(db);
  const first = { page: 1, pageSize: 50 };
  const found = await createFindingQueries(db).exposures(org, { signed: 'verified' }, first);
  const rows = await sql<{ id: number }>`select id from exposure where resolved_at is null
    and image_id % 20 <> 0 order by severity_rank, first_seen_at, id limit 50`.execute(db);

  assert.deepEqual([found.total, found.isMore], [countedRowsMax, true]);
  assert.deepEqual(
    found.rows.map(({ id }) => id),
    rows.rows.map(({ id }) => id),
  );
});

test('findings of packages by a pattern are those whose name fits it, in either case', async (t) => {
  const db = await seeded(t);
  const all = await openRows(db);
  for (const [pattern, expression] of [
    ['*-7', /-7$/],
    ['PACKAGE-1*', /^package-1/],
    ['*9*', /9/],
    ['*', /./],
    ['package_*', /^package_/],
    ['nothing*', /^nothing/],
    ['other-*', /^other-/],
  ] as const) {
    const expected = all.filter((row) => expression.test(row.package_name)).map(({ id }) => id);
    assert.deepEqual(await idsOf(db, { packageName: pattern }), expected, pattern);
    assert.deepEqual(await idsOf(db, { packageName: pattern }, byPackage), expected, pattern);
  }
});

test('advisories by first sight come in the order of their oldest open findings', async (t) => {
  const db = await seeded(t);
  const all = await openRows(db);
  for (const [filter, isIn] of [
    [{}, () => true],
    [{ registryId: 'registry-1' }, (row: Row) => row.registry_id === 'registry-1'],
    [{ severity: 'low' }, (row: Row) => row.severity === 'low'],
    [{ fixable: true }, (row: Row) => row.fixed_in !== null],
    [{ kev: true }, (row: Row) => Number(row.advisory_id.slice('CVE-2026-'.length)) % 100 === 0],
  ] as const) {
    const firsts = new Map<string, number>();
    for (const row of all.filter(isIn)) {
      const first = firsts.get(row.advisory_id) ?? Number.POSITIVE_INFINITY;
      firsts.set(row.advisory_id, Math.min(first, row.first_seen_at));
    }
    for (const direction of ['ascending', 'descending'] as const) {
      const sort = { column: 'firstSeenAt', direction } as const;
      const found = await createFindingQueries(db).byAdvisory(org, filter, page, sort);
      const sign = direction === 'ascending' ? 1 : -1;
      const expected = [...firsts.values()].toSorted((a, b) => sign * (a - b));
      assert.ok(expected.length > 0);
      assert.deepEqual(
        found.rows.map(({ firstSeenAt }) => firstSeenAt),
        expected,
      );
      for (const { advisoryId, firstSeenAt } of found.rows) {
        assert.equal(firsts.get(advisoryId), firstSeenAt);
      }
    }
  }
});

test('images in numbers are those of the registries asked, each image once', async (t) => {
  const db = await seeded(t);
  await sql`update image set scan_state = 'failed' where id % 7 = 0`.execute(db);
  // Two tags of one repository show the same image.
  await sql`update tag set digest = 'sha256:1' where name = 'v2'`.execute(db);
  const { coverage } = createImageQueries(db);
  const tags = await db
    .selectFrom('tag')
    .innerJoin('repository', 'repository.id', 'tag.repository_id')
    .select(['tag.name', 'repository.registry_id as registryId', 'repository.id as repositoryId'])
    .execute();
  for (const registryId of [undefined, 'registry-1', 'registry-other']) {
    const shown = tags.filter((row) => registryId === undefined || row.registryId === registryId);
    const images = new Set(shown.map(({ name }) => (name === 'v2' ? 1 : Number(name.slice(1)))));
    const failed = [...images].filter((id) => id % 7 === 0).length;
    assert.deepEqual(await coverage(org, registryId === undefined ? {} : { registryId }), {
      ...{ known: images.size, scanned: images.size - failed, failed },
      ...{ partial: 0, waiting: 0, noAdvisoryData: 0, tags: shown.length },
      repositories: new Set(shown.map((row) => row.repositoryId)).size,
    });
  }
  assert.equal((await coverage(org, { registryIds: [] })).known, 0);
  assert.equal((await coverage('other')).known, 0);
});
