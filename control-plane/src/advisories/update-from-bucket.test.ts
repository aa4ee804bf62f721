// Updates over a real connection from a bucket that behaves as buckets, mirrors and networks do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ImportOptions } from './import-advisories.ts';
import { ImportWorkshop, type SampleRecord } from './testing/import-workshop.ts';
import { Bucket } from './testing/start-bucket.ts';

const first: readonly SampleRecord[] = [
  { id: 'GHSA-1', ecosystem: 'npm', name: 'one', modified: '2024-01-01T00:00:00Z' },
  { id: 'GHSA-2', ecosystem: 'npm', name: 'two', modified: '2024-01-02T00:00:00Z' },
];
const changed: SampleRecord = {
  ...{ id: 'GHSA-1', ecosystem: 'npm', name: 'one', fixed: '3.0.0' },
  modified: '2024-02-01T00:00:00Z',
};
const added: SampleRecord = {
  ...{ id: 'GHSA-3', ecosystem: 'npm', name: 'three' },
  modified: '2024-02-02T00:00:00Z',
};
const second = [changed, first[1] ?? changed, added];

/** Fills the buffers of a connection several times, so that a part of it has arrived when the line is cut. */
const large: SampleRecord = {
  ...{ id: 'GHSA-0', ecosystem: 'npm', name: 'zero', summary: 'x'.repeat(4_000_000) },
};

interface World {
  readonly bucket: Bucket;
  readonly workshop: ImportWorkshop;
  update(extra?: Partial<ImportOptions>): ReturnType<ImportWorkshop['import']>;
}

async function start(t: TestContext): Promise<World> {
  const bucket = await Bucket.start(t);
  bucket.publish('npm', first);
  const workshop = await ImportWorkshop.open(t);
  return {
    bucket,
    workshop,
    update: (extra) =>
      workshop.import(bucket.url, { fetch: bucket.fetch, isUpdate: true, ...extra }),
  };
}

async function updated(t: TestContext): Promise<World> {
  const world = await start(t);
  await world.update();
  world.bucket.takeAsked();
  return world;
}

function fixOf({ workshop }: World, name: string): unknown {
  return workshop.affecting('npm', name)[0]?.ranges[0]?.events[1];
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return isHarborError(error) ? error.code : String(error);
  }
}

test('the first update takes the archive, the next only what the list names as changed', async (t) => {
  const world = await start(t);
  const whole = await world.update();
  const askedFirst = world.bucket.takeAsked();

  world.bucket.publish('npm', second);
  const increment = await world.update();

  assert.deepEqual(askedFirst, ['/ecosystems.txt', '/npm/modified_id.csv', '/npm/all.zip']);
  assert.equal(whole.records, 2);
  const [list, modified, ...records] = world.bucket.takeAsked();
  assert.deepEqual([list, modified], ['/ecosystems.txt', '/npm/modified_id.csv if-none-match']);
  // They are asked for at once, over connections of their own.
  assert.deepEqual(records.toSorted(), ['/npm/GHSA-1.json', '/npm/GHSA-3.json']);
  assert.equal(increment.records, 3);
  assert.deepEqual(increment.changed, [
    { ecosystem: 'npm', packageName: 'one' },
    { ecosystem: 'npm', packageName: 'three' },
  ]);
  assert.deepEqual(fixOf(world, 'one'), ['fixed', '3.0.0']);
  assert.deepEqual(await world.workshop.leftovers(), []);
});

test('an unchanged list costs one request, and the file in use stays as it is', async (t) => {
  const world = await updated(t);
  const before = readFileSync(world.workshop.databasePath);

  const report = await world.update();

  assert.equal(report.kind, 'unchanged');
  assert.deepEqual(world.bucket.takeAsked(), [
    '/ecosystems.txt',
    '/npm/modified_id.csv if-none-match',
  ]);
  assert.ok(before.equals(readFileSync(world.workshop.databasePath)));
});

test('only the ecosystems asked for are taken, and the list of all is not needed', async (t) => {
  const world = await start(t);

  await world.update({ ecosystems: ['npm'] });

  assert.deepEqual(world.bucket.takeAsked(), ['/npm/modified_id.csv', '/npm/all.zip']);
});

test('a list of a lagging mirror takes nothing back', async (t) => {
  const world = await updated(t);
  world.bucket.publish('npm', second);
  await world.update();
  world.bucket.publishList('npm', first);

  const report = await world.update();
  world.bucket.publishList('npm', second);
  const again = await world.update();

  assert.deepEqual([report.kind, again.kind], ['unchanged', 'unchanged']);
  assert.equal(again.records, 3);
});

test('duplicated, empty and malformed lines of a list change nothing', async (t) => {
  const world = await updated(t);
  world.bucket.publishRecords('npm', second);
  const lines = ['', 'nonsense', 'no-date,GHSA-9', '2024-02-01T00:00:00Z,../../etc/passwd'];
  const good = ['2024-02-02T00:00:00Z,GHSA-3', '2024-02-01T00:00:00Z,GHSA-1'];
  world.bucket.files.set(
    '/npm/modified_id.csv',
    Buffer.from([...lines, ...good, ...good].join('\r\n')),
  );

  const report = await world.update();

  assert.equal(report.records, 3);
  assert.equal(world.bucket.takeAsked().filter((path) => path.endsWith('.json')).length, 2);
});

test('a record that is listed and not there yet is asked for again the next time', async (t) => {
  const world = await updated(t);
  world.bucket.publish('npm', second);
  world.bucket.fail('/npm/GHSA-3.json', { status: 404 });

  const without = await world.update();
  world.bucket.takeAsked();
  const withIt = await world.update();

  assert.deepEqual([without.records, withIt.records], [2, 3]);
  assert.ok(!world.bucket.takeAsked().includes('/npm/GHSA-1.json'));
});

test('a mirror without lists is asked for its archive on the condition that it changed', async (t) => {
  const world = await start(t);
  world.bucket.files.delete('/npm/modified_id.csv');
  await world.update();
  world.bucket.takeAsked();

  const unchanged = await world.update();
  world.bucket.publish('npm', second);
  world.bucket.files.delete('/npm/modified_id.csv');
  const report = await world.update();

  assert.equal(unchanged.kind, 'unchanged');
  assert.ok(world.bucket.takeAsked().includes('/npm/all.zip if-none-match'));
  assert.equal(report.records, 3);
});

test('a cut archive goes on from where it broke, in the same run', async (t) => {
  const world = await start(t);
  world.bucket.publish('npm', [large, ...first]);
  world.bucket.fail('/npm/all.zip', 'cut', 'cut');

  const report = await world.update();

  const asked = world.bucket.takeAsked().filter((path) => path.startsWith('/npm/all.zip'));
  assert.equal(report.records, 3);
  assert.equal(asked.length, 3);
  assert.match(asked[1] ?? '', /bytes=[1-9][0-9]*-/);
});

test('a run that ended in the middle is taken up by the next without fetching again what was whole', async (t) => {
  const world = await updated(t);
  world.bucket.publish('npm', second);
  world.bucket.fail('/npm/GHSA-1.json', { status: 503 });
  const ecosystems = ['npm'];

  const code = await codeOf(world.update({ ecosystems }));
  const before = world.workshop.affecting('npm', 'three').length;
  world.bucket.takeAsked();
  const report = await world.update({ ecosystems });

  assert.equal(code, 'ADVISORIES_UNREACHABLE');
  assert.equal(before, 0);
  assert.equal(report.records, 3);
  const asked = world.bucket.takeAsked();
  assert.ok(!asked.includes('/npm/GHSA-3.json'), asked.join());
});

test('half an archive of a killed run is continued by the next one', async (t) => {
  const world = await start(t);
  world.bucket.publish('npm', [large, ...first]);
  world.bucket.fail('/npm/all.zip', 'cut', { status: 500 });

  assert.equal(await codeOf(world.update()), 'ADVISORIES_UNREACHABLE');
  world.bucket.takeAsked();
  const report = await world.update();

  assert.match(world.bucket.takeAsked().join(), /all\.zip bytes=[1-9][0-9]*-/);
  assert.equal(report.records, 3);
});

test('an archive that changed in the meantime is fetched from its beginning', async (t) => {
  const world = await start(t);
  world.bucket.fail('/npm/all.zip', 'cut', { status: 500 });
  await codeOf(world.update());
  world.bucket.publish('npm', second);

  const report = await world.update();

  assert.equal(report.records, 3);
});

test('a corrupt archive is refused, forgotten, and whole the next time', async (t) => {
  const world = await start(t);
  world.bucket.fail('/npm/all.zip', 'corrupt');

  assert.equal(await codeOf(world.update()), 'ADVISORIES_INVALID');
  assert.equal((await world.update()).records, 2);
});

test('a corrupt record is refused and the old advisories stay', async (t) => {
  const world = await updated(t);
  world.bucket.publish('npm', second);
  world.bucket.files.set('/npm/GHSA-1.json', Buffer.from('{"id":"GHSA-2"}'));

  assert.equal(await codeOf(world.update()), 'ADVISORIES_INVALID');
  assert.deepEqual(fixOf(world, 'one'), ['fixed', '2.0.0']);
});

for (const status of [404, 429, 500, 503]) {
  test(`a source that answers ${status} leaves the old advisories in use`, async (t) => {
    const world = await updated(t);
    world.bucket.fail('/ecosystems.txt', { status });

    assert.equal(await codeOf(world.update()), 'ADVISORIES_UNREACHABLE');
    assert.equal(world.workshop.affecting('npm', 'one').length, 1);
    assert.deepEqual(await world.workshop.leftovers(), []);
  });
}

test('a source that lost most of its records is refused unless forced', async (t) => {
  const world = await start(t);
  const many = Array.from({ length: 120 }, (_, index) => ({
    ...{ id: `GHSA-${index}`, ecosystem: 'npm', name: `name-${index}` },
  }));
  world.bucket.publish('npm', many);
  await world.update();
  world.bucket.publish('npm', many.slice(0, 90));

  assert.equal(await codeOf(world.update({ isUpdate: false })), 'ADVISORIES_SHRUNK');
  assert.equal(world.workshop.affecting('npm', 'name-119').length, 1);
  assert.equal((await world.update({ isUpdate: false, force: true })).records, 90);
});
