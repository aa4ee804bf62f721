// The counts that triggers keep are those of a recount, whatever was written and in which order; and what is answered from
// them is what the exposures say.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import type { Kysely, Selectable } from 'kysely';
import type { ExposureState, NewExposure } from '../domain/findings/finding-store.ts';
import { dayMs } from '../domain/findings/finding-trend.ts';
import { postureTrend } from '../domain/findings/posture-trend.ts';
import { type SeverityLevel, severityLevels } from '../domain/inventory/image-queries.ts';
import { createFindingQueries } from './create-finding-queries.ts';
import { openDatabase } from './database.ts';
import { createExposureRows } from './exposure-rows.ts';
import type { ExposureTable } from './finding-tables.ts';
import type { Tables } from './tables.ts';
import { keptCounts, recounted } from './testing/recount-findings.ts';
import { benchOrganisation as org, seededAt, seedInventory } from './testing/seed-inventory.ts';

const seeds = 2;
const steps = 100;
const registries = ['registry-0', 'registry-1'];
const startAt = seededAt + dayMs / 3;

for (let seed = 1; seed <= seeds; seed += 1) {
  test(`counts are those of a recount after any history, seed ${seed}`, async (t) => {
    const db = await seeded(t);
    const random = new SeededRandom(seed);
    let now = startAt;
    for (let step = 1; step <= steps; step += 1) {
      now += random.integer(dayMs / 8);
      await act(db, random, now);
      if (step % 10 !== 0) continue;
      assert.deepEqual(await keptCounts(db), await recounted(db), `step ${step}`);
      await provenAnswers(db, now, `step ${step}`);
    }
  });
}

async function seeded(t: TestContext): Promise<Kysely<Tables>> {
  const { db, close } = await openDatabase(':memory:');
  t.after(close);
  await seedInventory(db, { images: 600, findingsPerImage: 1 });
  return db;
}

/** One of the ways in which exposures are written. */
async function act(db: Kysely<Tables>, random: SeededRandom, now: number): Promise<void> {
  const rows = createExposureRows(db, org);
  const one = <Item>(items: readonly Item[]): Item => items[random.integer(items.length)] as Item;
  const state = (): ExposureState => ({
    imageId: 1 + random.integer(5),
    packageVersion: `1.${random.integer(3)}`,
    severity: one(severityLevels),
    ...(random.uniform() < 0.5 ? { fixedIn: one(['2.0', '3.0']) } : {}),
  });
  const exposures = await db.selectFrom('exposure').selectAll().orderBy('id').execute();
  const some = () => Array.from({ length: 1 + random.integer(5) }, () => one(exposures).id);
  const open = exposures.filter((row) => row.resolved_at === null);
  switch (random.integer(8)) {
    case 0:
    case 1:
      await rows.addExposures(newOnes(random, { one, state }, open), now);
      return;
    case 2:
      await rows.changeExposures(some().map((id) => ({ id, state: state() })));
      return;
    case 3:
      await rows.resolveExposures(some(), 'upgraded', now);
      return;
    case 4:
      for (const id of some()) await reopened(db, id, state());
      return;
    case 5:
      await rows.resolveTags([1 + random.integer(600)], 'tag gone', now);
      return;
    case 6:
      await db.deleteFrom('exposure').where('id', 'in', some()).execute();
      return;
    case 7:
      if (random.uniform() < 0.1) {
        await db.deleteFrom('exposure').where('registry_id', '=', one(registries)).execute();
      }
  }
}

function newOnes(
  random: SeededRandom,
  { one, state }: { one<Item>(items: readonly Item[]): Item; state(): ExposureState },
  open: readonly Selectable<ExposureTable>[],
): readonly NewExposure[] {
  const taken = new Set(open.map((row) => `${row.registry_id} ${row.tag} ${row.advisory_id}`));
  return Array.from({ length: 6 }, () => ({
    place: { registryId: one(registries), repository: 'app', tag: one(['1', '2', '3']) },
    ...{ platform: 'linux/amd64', packageType: 'npm', packageName: one(['left', 'right']) },
    advisoryId: `CVE-2026-${9000 + random.integer(40)}`,
    isAccepted: random.uniform() < 0.2,
    ...state(),
  })).filter(({ place, advisoryId }) => {
    const key = `${place.registryId} ${place.tag} ${advisoryId}`;
    return !taken.has(key) && taken.add(key) !== undefined;
  });
}

/** Where nothing else is open in its place meanwhile. */
async function reopened(db: Kysely<Tables>, id: number, state: ExposureState): Promise<void> {
  const row = await db.selectFrom('exposure').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return;
  const others = await db
    .selectFrom('exposure')
    .select('id')
    .where('resolved_at', 'is', null)
    .where('registry_id', '=', row.registry_id)
    .where('tag', '=', row.tag)
    .where('advisory_id', '=', row.advisory_id)
    .execute();
  if (others.length === 0) await createExposureRows(db, org).reopenExposure(id, state);
}

async function provenAnswers(db: Kysely<Tables>, now: number, message: string): Promise<void> {
  const findings = createFindingQueries(db);
  const all = await db.selectFrom('exposure').selectAll().execute();
  const open = all.filter((row) => row.resolved_at === null);
  const days = 30;
  const summary = await findings.summary(org);
  const trend = await findings.trend(org, { now, days });
  const page = { page: 1, pageSize: 200 };
  const groups = await findings.byAdvisory(org, {}, page, {
    ...{ column: 'images', direction: 'descending' },
  });
  // A filter that the counts know nothing of: the findings themselves are grouped.
  const slow = await findings.byAdvisory(org, { repository: '*' }, page, {
    ...{ column: 'images', direction: 'descending' },
  });

  assert.equal(summary.total, open.length, message);
  assert.equal(summary.fixable, open.filter((row) => row.fixed_in !== null).length, message);
  assert.equal(summary.advisories, new Set(open.map((row) => row.advisory_id)).size, message);
  assert.equal(
    summary.affectedTags,
    new Set(open.map((row) => `${row.registry_id} ${row.repository} ${row.tag}`)).size,
    message,
  );
  assert.deepEqual(summary.open, countsOf(open), message);
  for (const [registryId, counts] of await findings.openByRegistry(org, registries)) {
    const ofRegistry = open.filter((row) => row.registry_id === registryId);
    assert.deepEqual(counts, countsOf(ofRegistry), `${message}, ${registryId}`);
  }
  for (const { at, open: then } of trend) {
    const opened = all.filter((row) => row.first_seen_at < at || at === now);
    const left = opened.filter((row) => row.resolved_at === null || row.resolved_at >= at);
    const expected = countsOf(at === now ? open : left);
    assert.deepEqual(then, expected, `${message}, ${new Date(at).toISOString()}`);
  }
  const cohorts = await findings.cohorts(org, { now, days });
  const posture = postureTrend(cohorts, { now, days });
  assert.deepEqual(
    posture.map(({ critical }) => critical),
    trend.map(({ open: then }) => then.critical),
    message,
  );
  assert.equal(posture.at(-1)?.knownExploited, summary.knownExploited, message);
  assert.deepEqual(groups, slow, message);
  assert.equal(groups.total, summary.advisories, message);
}

function countsOf(rows: readonly Selectable<ExposureTable>[]): Record<SeverityLevel, number> {
  const of = (level: SeverityLevel) => rows.filter(({ severity }) => severity === level).length;
  return {
    ...{ critical: of('critical'), high: of('high'), medium: of('medium') },
    ...{ low: of('low'), unknown: of('unknown') },
  };
}
