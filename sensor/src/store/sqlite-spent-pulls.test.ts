import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SqliteSpentPulls } from './sqlite-spent-pulls.ts';

const hub = '0199a000-0000-7000-8000-00000000aaaa';
const other = '0199a000-0000-7000-8000-00000000bbbb';

function makeSpent(t: TestContext, onStatement?: () => void) {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-pulls-'));
  const clock = new FakeClock();
  const log = new MemoryLog();
  const options = { path: join(folder, 'pulls.sqlite'), clock, log, onStatement };
  let spent = new SqliteSpentPulls(options);
  t.after(() => {
    spent.close();
    rmSync(folder, { recursive: true });
  });
  const restart = () => {
    spent.close();
    spent = new SqliteSpentPulls(options);
    return spent;
  };
  return { spent, clock, log, restart };
}

test('what was taken of a registry is known after a restart, the latest word for each minute', (t) => {
  const { spent, clock, restart } = makeSpent(t);
  const endsAtMs = clock.now() + 60_000;
  spent.write(hub, { endsAtMs, pulls: 1, bytes: 10 });
  spent.write(hub, { endsAtMs, pulls: 3, bytes: 40 });
  spent.write(other, { endsAtMs, pulls: 7, bytes: 0 });

  const after = restart();

  assert.deepEqual(after.read(hub), [{ endsAtMs, pulls: 3, bytes: 40 }]);
  assert.deepEqual(after.read(other), [{ endsAtMs, pulls: 7, bytes: 0 }]);
});

test('what is older than an hour is forgotten', async (t) => {
  const { spent, clock } = makeSpent(t);
  spent.write(hub, { endsAtMs: clock.now(), pulls: 1, bytes: 1 });

  await clock.advance(3_600_000);

  assert.deepEqual(spent.read(hub), []);
});

test('a disk that fails costs the memory of what was spent, not the scan', (t) => {
  let isFull = false;
  const { spent, clock, log } = makeSpent(t, () => {
    if (isFull) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
  });
  isFull = true;

  spent.write(hub, { endsAtMs: clock.now(), pulls: 1, bytes: 1 });
  assert.deepEqual(spent.read(hub), [], 'neither is what cannot be read');

  isFull = false;
  assert.deepEqual(spent.read(hub), []);
  assert.equal(log.linesOf('spent pulls not read').length, 1);
  assert.equal(log.linesOf('spent pulls not kept').length, 1);
});
