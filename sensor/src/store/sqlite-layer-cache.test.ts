import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import BetterSqlite3 from 'better-sqlite3';
import { SqliteLayerCache } from './sqlite-layer-cache.ts';

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
  const open = () => new SqliteLayerCache<Facts>({ path, clock: new FakeClock(), log, bytesMax });
  let cache = open();
  t.after(() => {
    cache.close();
    rmSync(folder, { recursive: true });
  });
  const reopen = () => {
    cache.close();
    cache = open();
    return cache;
  };
  return { cache, reopen, path, log };
}

test('facts come back as they were put, also after a restart', async (t) => {
  const { cache, reopen } = makeCache(t);
  await cache.put(key('sha256:a'), noise(5_000));

  assert.deepEqual(await cache.get(key('sha256:a')), noise(5_000));
  assert.deepEqual(await reopen().get(key('sha256:a')), noise(5_000));
});

test('another analyzer version is a miss', async (t) => {
  const { cache } = makeCache(t);
  await cache.put(key('sha256:a'), noise(10));

  assert.equal(await cache.get(key('sha256:a', '2')), undefined);
});

test('the least recently used goes first, and the bytes stay within the limit', async (t) => {
  const { cache, reopen } = makeCache(t, 50_000);
  for (const digest of ['a', 'b', 'c', 'd']) await cache.put(key(digest), noise(8_000));
  await cache.get(key('a'));
  const again = reopen();
  await again.put(key('e'), noise(8_100));
  await again.put(key('f'), noise(8_200));

  const present = [];
  for (const digest of ['a', 'b', 'c', 'd', 'e', 'f']) {
    if ((await again.get(key(digest))) !== undefined) present.push(digest);
  }

  assert.ok(again.bytes <= 50_000);
  assert.ok(present.includes('a') && present.includes('f'));
  assert.ok(!present.includes('b'));
});

test('one layer may not push out all the others', async (t) => {
  const { cache } = makeCache(t, 50_000);
  await cache.put(key('small'), noise(1_000));
  await cache.put(key('huge'), noise(40_000));

  assert.equal(await cache.get(key('huge')), undefined);
  assert.notEqual(await cache.get(key('small')), undefined);
});

test('a damaged row is a miss, is removed and can be put again', async (t) => {
  const { cache, reopen, path } = makeCache(t);
  await cache.put(key('a'), noise(5_000));
  cache.close();
  const database = new BetterSqlite3(path);
  const row = database.prepare<[], { facts: Buffer }>('SELECT facts FROM layer').get();
  assert.ok(row);
  row.facts.writeUInt8(row.facts.readUInt8(3_000) ^ 1, 3_000);
  database.prepare('UPDATE layer SET facts = ?').run(row.facts);
  database.close();

  const again = reopen();

  assert.equal(await again.get(key('a')), undefined);
  assert.equal(again.bytes, 0);
  await again.put(key('a'), noise(5_000));
  assert.deepEqual(await again.get(key('a')), noise(5_000));
});

test('putting the same key twice counts its bytes once', async (t) => {
  const { cache, reopen } = makeCache(t);
  await cache.put(key('a'), noise(5_000));
  const { bytes } = cache;
  await cache.put(key('a'), noise(5_000));

  assert.equal(cache.bytes, bytes);
  assert.equal(reopen().bytes, bytes);
});

test('a cache that is closed misses and takes nothing, without an error', async (t) => {
  const { cache } = makeCache(t);
  cache.close();

  await cache.put(key('a'), noise(10));

  assert.equal(await cache.get(key('a')), undefined);
});
