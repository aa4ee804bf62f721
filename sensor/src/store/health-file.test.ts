import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { HealthFile, healthAgeMsMax, readHealth } from './health-file.ts';

const now = 1_700_000_000_000;

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-health-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a sensor that beats is alive and says how its link is', (t) => {
  const folder = folderFor(t);
  const file = new HealthFile(folder);

  file.beat('connecting', now - 5000);
  file.beat('online', now);

  assert.deepEqual(readHealth(folder, now + 1000), { kind: 'alive', link: 'online', ageMs: 1000 });
});

test('a sensor without a beat for too long is stale', (t) => {
  const folder = folderFor(t);
  new HealthFile(folder).beat('online', now);

  const health = readHealth(folder, now + healthAgeMsMax + 1000);

  assert.equal(health.kind, 'stale');
});

test('the file keeps its length, so that a full disk cannot stop the beat', (t) => {
  const folder = folderFor(t);
  const file = new HealthFile(folder);
  file.beat('a rather long name of a state', now);
  const length = readFileSync(join(folder, 'health')).length;

  file.beat('up', now);

  assert.equal(readFileSync(join(folder, 'health')).length, length);
  assert.deepEqual(readHealth(folder, now), { kind: 'alive', link: 'up', ageMs: 0 });
});

test('without a sensor, after its orderly end, or in a folder that cannot be written, there is no health', (t) => {
  const folder = folderFor(t);
  const file = new HealthFile(folder);
  file.beat('online', now);

  file.remove();
  new HealthFile(join(folder, 'missing')).beat('online', now);

  assert.deepEqual(readHealth(folder, now), { kind: 'absent' });
  assert.deepEqual(readHealth(join(folder, 'missing'), now), { kind: 'absent' });
});
