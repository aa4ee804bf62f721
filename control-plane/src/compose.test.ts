import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import { mintKeyText } from '@harborguard/shared/protocol/api-key-text.ts';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import { systemRandom } from '@harborguard/shared/runtime/system-random.ts';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { temporaryFolder, testConfig } from './cli/testing/api-world.ts';
import { composeControlPlane } from './compose.ts';

const password = 'canary-password-of-the-registry';

test('cloud mode: the managed sensor gets the credential of its jobs and nothing keeps it in clear', async (t) => {
  const registry = await startFakeRegistry({
    knobs: { authentication: { kind: 'basic', username: 'u', password } },
  });
  t.after(() => registry.close());
  const image = await randomImage(new SeededRandom(1), { packages: { dpkg: 3 } });
  registry.push(image, 'team/app', '1.0');
  const folder = temporaryFolder(t);
  const bootstrapKey = mintKeyText(systemRandom);
  const config = testConfig(folder, {
    allowedAddresses: [registry.host],
    managedSensor: true,
    bootstrapKey,
  });
  const log = new MemoryLog();
  const logThreshold = new LogThreshold('info');
  const ports = { clock: systemClock, random: systemRandom, log, logThreshold, environment: {} };
  const controlPlane = await composeControlPlane(config, ports);
  t.after(() => controlPlane.stop());
  const url = await controlPlane.start();
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${bootstrapKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as { data: { id: string; status: string; state: string }[] };
  };

  await until(async () => (await send('GET', '/api/sensors')).data.length === 1);
  await send('POST', '/api/registries', {
    ...{ url: registry.url, scanMethod: 'cloud', allowPlainHttp: true },
    ...{ username: 'u', password },
  });
  await until(async () => {
    const [row] = (await send('GET', '/api/images')).data;
    return row !== undefined && row.state !== 'waiting';
  });

  const [connected] = (await send('GET', '/api/registries')).data;
  const [shown] = (await send('GET', '/api/images')).data;
  assert.equal(connected?.status, 'CONNECTED');
  assert.equal(shown?.state, 'no-advisory-data');
  const texts = globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  assert.ok(texts.length > 5);
  assert.ok(!texts.join('').includes(password), 'in a file');
  assert.ok(!log.text().includes(password), 'in the log');
});

/** Other processes have no event to wait for. */
async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    if (await isTrue()) return;
    await wait(50);
  }
  assert.fail('it did not happen');
}
