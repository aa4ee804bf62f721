// An update in a process of its own: what it answers, and every way it may die.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createUpdateRun } from './run-advisory-update.ts';

const result = {
  ...{ kind: 'imported', records: 3, changedPackages: null, skipped: {}, failedFeeds: [] },
};
const canary = 'hgk_canary_0123456789';

/** A program in place of ours, which says what the real one would. */
function runOf(t: TestContext, program: string, environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const entry = join(folder, 'entry.mjs');
  writeFileSync(entry, program);
  return createUpdateRun({ entry, environment: { PATH: process.env['PATH'], ...environment } });
}

const live = () => new AbortController().signal;

test('the last line of the child is its result; progress before it is not', async (t) => {
  const run = runOf(
    t,
    `console.log('reading');
     if (process.argv.slice(2).join(' ') !== 'advisories update --json') process.exit(9);
     console.log(${JSON.stringify(JSON.stringify(result))});`,
  );

  assert.deepEqual(await run(live()), result);
});

test('a child that fails with a code fails with that code here', async (t) => {
  const run = runOf(
    t,
    `console.error('ADVISORIES_SHRUNK: far fewer records than before (records 3)');
     process.exitCode = 1;`,
  );

  await assert.rejects(run(live()), { code: 'ADVISORIES_SHRUNK' });
});

test('a child that crashes, speaks of an unknown code or says nothing is an internal error', async (t) => {
  for (const program of [
    `throw new Error('boom');`,
    `console.error('NO_SUCH_CODE: what'); process.exitCode = 1;`,
    `process.exit(3);`,
    `process.kill(process.pid, 'SIGKILL');`,
  ]) {
    await assert.rejects(runOf(t, program)(live()), { code: 'INTERNAL_ERROR' }, program);
  }
});

test('a child that ends well without a result is an internal error too', async (t) => {
  for (const program of ['', `console.log('not json');`]) {
    await assert.rejects(runOf(t, program)(live()), { code: 'INTERNAL_ERROR' }, program);
  }
});

test('a child that takes too much memory dies alone', async (t) => {
  const run = runOf(t, `const kept = []; for (;;) kept.push(new Array(10_000).fill({}));`, {
    NODE_OPTIONS: '--max-old-space-size=24',
  });

  await assert.rejects(run(live()), { code: 'INTERNAL_ERROR' });
});

test('output without end is not kept', async (t) => {
  const run = runOf(
    t,
    `for (let line = 0; line < 2000; line += 1) console.log('x'.repeat(1000));
     console.log(${JSON.stringify(JSON.stringify(result))});`,
  );

  assert.deepEqual(await run(live()), result);
});

test('stopping the server ends the child', async (t) => {
  const stop = new AbortController();
  const run = runOf(t, `setInterval(() => undefined, 1000);`);
  const ended = run(stop.signal);
  stop.abort();

  await assert.rejects(ended, { name: 'AbortError' });
});

test('the child gets what an import needs and no secret that only the server has', async (t) => {
  const run = runOf(
    t,
    `const names = Object.keys(process.env).filter((name) => name.startsWith('HARBORGUARD_'));
     const skipped = Object.fromEntries(names.map((name) => [name, 1]));
     const has = JSON.stringify(process.env).includes('${canary}');
     console.log(JSON.stringify({ ...${JSON.stringify(result)}, skipped, records: has ? 1 : 0 }));`,
    {
      HARBORGUARD_DATA_DIR: '/data',
      HARBORGUARD_ADVISORIES_TOKEN: 'token',
      HARBORGUARD_EPSS_SOURCE: 'https://feeds.example/epss',
      HARBORGUARD_KEK: canary,
      HARBORGUARD_BOOTSTRAP_KEY: canary,
      HARBORGUARD_OIDC_CLIENT_SECRET: canary,
    },
  );

  const answer = await run(live());
  assert.deepEqual(Object.keys(answer.skipped).sort(), [
    'HARBORGUARD_ADVISORIES_TOKEN',
    'HARBORGUARD_DATA_DIR',
    'HARBORGUARD_EPSS_SOURCE',
  ]);
  assert.equal(answer.records, 0);
});
