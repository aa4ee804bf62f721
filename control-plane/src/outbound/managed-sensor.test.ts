import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { startManagedSensor } from './managed-sensor.ts';

const apiKey = 'canary-key';

// In place of the sensor: it tells what it sees, and dies or stays as its script says.
const tellWhatItSees = `
  import { appendFileSync } from 'node:fs';
  const { env, argv, pid } = process;
  const seen = { args: argv.slice(2), pid, env: Object.entries(env).filter(([n]) => /^(HARBORGUARD_|OTEL_|PROXY$)/.test(n)) };
  appendFileSync(env.SEEN, JSON.stringify(seen) + '\\n');
`;
const staysUntilAsked = `${tellWhatItSees}
  process.on('SIGTERM', () => process.exit(0));
  setInterval(() => undefined, 1000);
`;

async function start(t: TestContext, script: string) {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const entry = join(folder, 'sensor.mjs');
  const seenFile = join(folder, 'seen');
  writeFileSync(entry, script);
  writeFileSync(seenFile, '');
  const clock = new FakeClock();
  const log = new MemoryLog();
  const sensor = await startManagedSensor({
    ...{ entry, clock, log, apiKey },
    url: 'http://127.0.0.1:1',
    folder: join(folder, 'managed'),
    logLevel: 'info',
    random: new SeededRandom(1),
    environment: {
      ...{ SEEN: seenFile, PROXY: 'http://proxy', HARBORGUARD_BOOTSTRAP_KEY: 'canary' },
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector', OTEL_SERVICE_NAME: 'control-plane' },
    },
  });
  t.after(() => sensor.stop());
  const seen = () =>
    readFileSync(seenFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { args: string[]; pid: number; env: [string, string][] });
  return { folder, clock, log, sensor, seen };
}

test('the key reaches the sensor by a file of its owner, and nothing else of ours', async (t) => {
  const { folder, log, sensor, seen } = await start(t, staysUntilAsked);
  await until(() => seen().length === 1);

  const [child] = seen();
  const environment = Object.fromEntries(child?.env ?? []);
  const keyFile = environment['HARBORGUARD_API_KEY_FILE'] ?? '';

  assert.deepEqual(child?.args, ['run']);
  assert.equal(environment['PROXY'], 'http://proxy');
  assert.equal(environment['HARBORGUARD_BOOTSTRAP_KEY'], undefined);
  assert.equal(environment['OTEL_EXPORTER_OTLP_ENDPOINT'], 'http://collector');
  assert.equal(environment['OTEL_SERVICE_NAME'], undefined);
  assert.ok(!JSON.stringify(child).includes(apiKey));
  assert.equal(readFileSync(keyFile, 'utf8'), apiKey);
  assert.equal(statSync(keyFile).mode & 0o777, 0o600);
  assert.ok(keyFile.startsWith(folder));
  assert.ok(!log.text().includes(apiKey));
  await sensor.stop();
  assert.ok(!existsSync(keyFile));
});

test('a sensor that dies is started again, each time a little later', async (t) => {
  const { clock, log, seen } = await start(t, `${tellWhatItSees}; process.exit(3);`);

  for (const deaths of [1, 2, 3]) {
    await until(() => log.linesOf('managed sensor died').length === deaths);
    const delay = Number(log.linesOf('managed sensor died').at(-1)?.fields['restartInMs']);
    const window = 1000 * 2 ** (deaths - 1);
    assert.ok(delay >= window / 2 && delay <= window, `${delay} after ${deaths}`);
    await clock.advance(delay + 1);
  }
  await until(() => seen().length === 4);
});

test('a stop waits for the sensor and starts none again', async (t) => {
  const { clock, sensor, seen } = await start(t, staysUntilAsked);
  await until(() => seen().length === 1);

  await sensor.stop();
  await clock.advance(120_000);

  assert.equal(seen().length, 1);
  assert.throws(() => process.kill(seen()[0]?.pid ?? 0, 0));
});

/** Another process has no event to wait for. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 7500; tries += 1) {
    if (isTrue()) return;
    await wait(20);
  }
  assert.fail('it did not happen');
}
