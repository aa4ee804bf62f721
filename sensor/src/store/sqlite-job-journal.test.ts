import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { JobPayload } from '@harborguard/shared/protocol/jobs.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SqliteJobJournal } from './sqlite-job-journal.ts';

const payload: JobPayload = {
  kind: 'scan',
  registry: {
    registryId: '0199a000-0000-7000-8000-00000000aaaa',
    url: 'https://registry.test',
    provider: 'CUSTOM',
    allowPlainHttp: false,
    credentialHolder: 'none',
    guardAddresses: false,
    allowedAddresses: [],
  },
  repository: 'app',
  reference: 'latest',
};
const job = (jobId: string, attempt = 1) => ({ jobId, attempt, payload, budgetMs: 1_000 });

/** Each call of `restart` is a new life of the process after a death. */
function makeJournal(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-journal-'));
  const options = {
    path: join(folder, 'state.sqlite'),
    clock: new FakeClock(),
    log: new MemoryLog(),
  };
  let journal = new SqliteJobJournal(options);
  t.after(() => {
    journal.close();
    rmSync(folder, { recursive: true });
  });
  const restart = () => {
    journal.close();
    journal = new SqliteJobJournal(options);
    return journal;
  };
  return { journal, restart };
}

test('jobs survive a death in the order they were accepted, with payload and cursor', (t) => {
  const { journal, restart } = makeJournal(t);
  journal.put(job('b'));
  journal.put(job('a'));
  journal.put(job('b'));
  journal.writeCursor(job('a'), '{"page":2}');

  const again = restart();
  const jobs = again.recover();

  assert.deepEqual(jobs, [
    { ...job('b'), suspect: false, suspicion: 0 },
    { ...job('a'), suspect: false, suspicion: 0 },
  ]);
  assert.equal(again.readCursor(job('a')), '{"page":2}');
  assert.equal(again.readCursor(job('b')), undefined);
});

test('a job that was running at a death is suspect, one that waited or was stopped is not', (t) => {
  const { journal, restart } = makeJournal(t);
  for (const id of ['running', 'waiting', 'stopped']) journal.put(job(id));
  journal.markStarted(job('running'), { alone: false });
  journal.markStarted(job('stopped'), { alone: false });
  journal.markStopped(job('stopped'));

  const suspects = restart()
    .recover()
    .map(({ jobId, suspect }) => [jobId, suspect]);

  assert.deepEqual(suspects, [
    ['running', true],
    ['waiting', false],
    ['stopped', false],
  ]);
});

test('deaths alone are counted in a row, and a finished layer counts them anew', (t) => {
  const { journal, restart } = makeJournal(t);
  journal.put(job('a'));
  const dieAlone = (current: SqliteJobJournal, isAdvancing = false) => {
    current.markStarted(job('a'), { alone: true });
    if (isAdvancing) current.markAdvanced(job('a'));
    const next = restart();
    return { next, deaths: next.recover()[0]?.suspicion };
  };

  const first = dieAlone(journal);
  const second = dieAlone(first.next);
  const advanced = dieAlone(second.next, true);
  const last = dieAlone(advanced.next);

  assert.deepEqual([first.deaths, second.deaths, advanced.deaths, last.deaths], [1, 2, 1, 2]);
});

test('a death with signs of own trouble counts for more, but only against what ran alone', (t) => {
  const { journal, restart } = makeJournal(t);
  journal.put(job('alone'));
  journal.put(job('beside'));
  journal.markStarted(job('alone'), { alone: true });
  journal.markStarted(job('beside'), { alone: false });
  journal.markEndangered(job('alone'));
  journal.markEndangered(job('beside'));

  const recovered = restart().recover();

  assert.deepEqual(
    recovered.map(({ jobId, suspicion }) => [jobId, suspicion]),
    [
      [job('alone').jobId, 4],
      [job('beside').jobId, 0],
    ],
  );
});

test('a death beside others makes suspect but is not counted', (t) => {
  const { journal, restart } = makeJournal(t);
  journal.put(job('a'));
  journal.markStarted(job('a'), { alone: false });

  const [recovered] = restart().recover();

  assert.deepEqual([recovered?.suspect, recovered?.suspicion], [true, 0]);
});

test('suspicion outlives the attempt, but a job redriven after its end begins again', (t) => {
  const { journal, restart } = makeJournal(t);
  journal.put(job('a'));
  let current = journal;
  for (let death = 1; death <= 2; death += 1) {
    current.markStarted(job('a'), { alone: true });
    current.markEndangered(job('a'));
    current = restart();
    current.recover();
  }
  current.remove(job('a'));
  const nextAttempt = current.put(job('a', 2));
  current.markStarted(job('a', 2), { alone: true });
  current.markEndangered(job('a', 2));
  const reborn = restart();
  const [quarantined] = reborn.recover();
  reborn.remove(job('a', 2));
  const redriven = reborn.put(job('a', 3));

  assert.deepEqual([nextAttempt.suspect, nextAttempt.suspicion], [true, 8]);
  assert.equal(quarantined?.suspicion, 12);
  assert.deepEqual([redriven.suspect, redriven.suspicion], [false, 0]);
});

test('a removed job is gone, and removing what is not there is harmless', (t) => {
  const { journal, restart } = makeJournal(t);
  journal.put(job('a'));
  journal.remove(job('a'));
  journal.remove(job('a'));

  assert.deepEqual(restart().recover(), []);
});
