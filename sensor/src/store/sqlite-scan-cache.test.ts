import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import BetterSqlite3 from 'better-sqlite3';
import { SqliteScanCache } from './sqlite-scan-cache.ts';

interface Facts {
  readonly noise: string;
}

const noise = (bytes: number): Facts => ({
  noise: Buffer.from(new SeededRandom(bytes).bytes(bytes)).toString('latin1'),
});
const key = (digest: string, analyzerVersion = '1') => ({ digest, analyzerVersion });

function makeCache(t: TestContext, bytesMax?: number) {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-cache-'));
  const path = join(folder, 'cache.sqlite');
  const log = new MemoryLog();
  const open = () => {
    const cache = new SqliteScanCache({ path, clock: new FakeClock(), log, bytesMax });
    const layers = cache.of<Facts>('layer');
    return { cache, layers, inventories: cache.of<Facts>('inventory') };
  };
  let opened = open();
  t.after(() => {
    opened.cache.close();
    rmSync(folder, { recursive: true });
  });
  const reopen = () => {
    opened.cache.close();
    opened = open();
    return opened;
  };
  return { ...opened, reopen, path, log };
}

test('facts come back as they were put, also after a restart', async (t) => {
  const { layers, reopen } = makeCache(t);
  await layers.put(key('sha256:a'), noise(5_000));

  assert.deepEqual(await layers.get(key('sha256:a')), noise(5_000));
  assert.deepEqual(await reopen().layers.get(key('sha256:a')), noise(5_000));
});

test('a cache of the version before is emptied and goes on', async (t) => {
  const { cache, path, reopen } = makeCache(t);
  cache.close();
  const database = new BetterSqlite3(path);
  database.exec(`
    DROP TABLE entry;
    CREATE TABLE layer (key TEXT PRIMARY KEY, facts BLOB, bytes INTEGER, used INTEGER) STRICT;
    INSERT INTO layer VALUES ('1 sha256:a', x'00', 1, 1);
    PRAGMA user_version = 1;
  `);
  database.close();

  const { cache: next, layers } = reopen();

  assert.equal(next.bytes, 0);
  await layers.put(key('sha256:a'), noise(10));
  assert.deepEqual(await layers.get(key('sha256:a')), noise(10));
});

test('another analyzer version is a miss', async (t) => {
  const { layers } = makeCache(t);
  await layers.put(key('sha256:a'), noise(10));

  assert.equal(await layers.get(key('sha256:a', '2')), undefined);
});

test('the least recently used goes first, and the bytes stay within the limit', async (t) => {
  const { layers, reopen } = makeCache(t, 50_000);
  for (const digest of ['a', 'b', 'c', 'd']) await layers.put(key(digest), noise(8_000));
  await layers.get(key('a'));
  const again = reopen();
  await again.layers.put(key('e'), noise(8_100));
  await again.layers.put(key('f'), noise(8_200));

  const present = [];
  for (const digest of ['a', 'b', 'c', 'd', 'e', 'f']) {
    if ((await again.layers.get(key(digest))) !== undefined) present.push(digest);
  }

  assert.ok(again.cache.bytes <= 50_000);
  assert.ok(present.includes('a') && present.includes('f'));
  assert.ok(!present.includes('b'));
});

test('one value may not push out all the others', async (t) => {
  const { layers } = makeCache(t, 50_000);
  await layers.put(key('small'), noise(1_000));
  await layers.put(key('huge'), noise(40_000));

  assert.equal(await layers.get(key('huge')), undefined);
  assert.notEqual(await layers.get(key('small')), undefined);
});

test('a damaged row is a miss, is removed and can be put again', async (t) => {
  const { cache, layers, reopen, path } = makeCache(t);
  await layers.put(key('a'), noise(5_000));
  cache.close();
  const database = new BetterSqlite3(path);
  const row = database.prepare<[], { value: Buffer }>('SELECT value FROM entry').get();
  assert.ok(row);
  row.value.writeUInt8(row.value.readUInt8(3_000) ^ 1, 3_000);
  database.prepare('UPDATE entry SET value = ?').run(row.value);
  database.close();

  const again = reopen();

  assert.equal(await again.layers.get(key('a')), undefined);
  assert.equal(again.cache.bytes, 0);
  await again.layers.put(key('a'), noise(5_000));
  assert.deepEqual(await again.layers.get(key('a')), noise(5_000));
});

test('putting the same key twice counts its bytes once', async (t) => {
  const { cache, layers, reopen } = makeCache(t);
  await layers.put(key('a'), noise(5_000));
  const { bytes } = cache;
  await layers.put(key('a'), noise(5_000));

  assert.equal(cache.bytes, bytes);
  assert.equal(reopen().cache.bytes, bytes);
});

test('a cache that is closed misses and takes nothing, without an error', async (t) => {
  const { cache, layers } = makeCache(t);
  cache.close();

  await layers.put(key('a'), noise(10));

  assert.equal(await layers.get(key('a')), undefined);
});

test('a digest that names a layer and a manifest is known as each by itself', async (t) => {
  const { layers, inventories } = makeCache(t);
  await layers.put(key('sha256:a'), noise(10));

  assert.equal(await inventories.get(key('sha256:a')), undefined);
  await inventories.put(key('sha256:a'), noise(20));

  assert.deepEqual(await layers.get(key('sha256:a')), noise(10));
  assert.deepEqual(await inventories.get(key('sha256:a')), noise(20));
});

test('layers and inventories share the bytes', async (t) => {
  const { cache, layers, inventories } = makeCache(t, 50_000);
  for (const digest of ['a', 'b', 'c']) await layers.put(key(digest), noise(8_000));
  for (const digest of ['d', 'e', 'f', 'g']) await inventories.put(key(digest), noise(8_000));

  assert.ok(cache.bytes <= 50_000);
  assert.equal(await layers.get(key('a')), undefined);
  assert.notEqual(await inventories.get(key('g')), undefined);
});

/** Lives until a statement of the database; gives whether it came through, without tidying anything up. */
async function liveUntil(stopAt: number, path: string, digests: readonly string[]) {
  let statements = 0;
  const isDead = () => statements >= stopAt;
  const cache = new SqliteScanCache({
    ...{ path, clock: new FakeClock(), log: new MemoryLog(), bytesMax: 50_000 },
    onStatement: () => {
      statements += 1;
      if (isDead()) throw new Error('killed');
    },
  });
  for (const digest of digests) {
    if (!isDead()) await cache.of<Facts>('inventory').put(key(digest), noise(8_000));
  }
  return { cache, cameThrough: !isDead() };
}

test('wherever writing stops, what was there is whole and what was not is a miss', async (t) => {
  const digests = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const { path: fresh, cache } = makeCache(t);
  cache.close();
  let isThrough = false;
  let survivors = 0;
  const statementsOfOpening = 8;
  for (let stopAt = statementsOfOpening; !isThrough; stopAt += 1) {
    const path = `${fresh}-${stopAt}`;
    copyFileSync(fresh, path);
    const life = await liveUntil(stopAt, path, digests);
    t.after(() => life.cache.close());
    isThrough = life.cameThrough;
    const left = `${path}-left`;
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, left + suffix);

    const next = new SqliteScanCache({
      ...{ path: left, clock: new FakeClock(), log: new MemoryLog(), bytesMax: 50_000 },
    });
    for (const digest of digests) {
      const value = await next.of<Facts>('inventory').get(key(digest));
      if (value !== undefined) assert.deepEqual(value, noise(8_000), `statement ${stopAt}`);
      if (value !== undefined) survivors += 1;
    }
    assert.ok(next.bytes <= 50_000);
    next.close();
  }
  assert.ok(survivors > 30, `${survivors} values were there after a kill`);
});
