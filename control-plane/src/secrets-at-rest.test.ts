import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { someOf, upTo } from '@harborguard/shared/testing/some-of.ts';
import { temporaryFolder, testConfig } from './cli/testing/api-world.ts';
import type { ControlPlaneConfig } from './config.ts';
import { createDataKeys, registryOwner } from './domain/credentials/data-keys.ts';
import type { Keyring } from './domain/credentials/keyring.ts';
import { openKeyring } from './domain/credentials/open-keyring.ts';
import { rewrapDataKeys } from './domain/credentials/rewrap-data-keys.ts';
import { sealedKeyId } from './domain/credentials/seal.ts';
import { FakeKeyService } from './domain/credentials/testing/fake-key-service.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { openStorage, type Storage } from './open-storage.ts';
import { createKeySources } from './outbound/key-sources.ts';
import { createUnitOfWork } from './store/create-unit-of-work.ts';
import { openDatabase } from './store/database.ts';
import { DyingUnitOfWork } from './store/testing/dying-unit-of-work.ts';

const ports = {
  clock: new FakeClock(),
  random: new SeededRandom('at rest'),
  log: new MemoryLog(),
};
const oldKey = 'a1'.repeat(32);
const newKey = 'b2'.repeat(32);
const registryIds = ['one', 'two', 'three', 'four', 'five'];
const wrong = { code: 'SEAL_KEY_WRONG' };

function keyed(folder: string, current: string, previous?: string): ControlPlaneConfig {
  return testConfig(folder, { keyEncryptionKey: current, previousKeyEncryptionKey: previous });
}

async function withStorage<Result>(
  config: ControlPlaneConfig,
  run: (storage: Storage) => Promise<Result>,
): Promise<Result> {
  const storage = await openStorage(config, ports);
  try {
    return await run(storage);
  } finally {
    await storage.close();
  }
}

/** The ids of the data keys of all registries, which are hashes of the keys: equal ids, equal keys. */
async function openAll(config: ControlPlaneConfig): Promise<readonly string[]> {
  return await withStorage(config, async ({ dataKeys }) => {
    const keys: string[] = [];
    for (const id of registryIds) {
      keys.push((await dataKeys.opening(defaultOrganisationId, registryOwner(id))).id);
    }
    return keys;
  });
}

async function prepared(t: TestContext): Promise<{ folder: string; keys: readonly string[] }> {
  const folder = temporaryFolder(t);
  await withStorage(keyed(folder, oldKey), async ({ dataKeys }) => {
    for (const id of registryIds) {
      await dataKeys.sealing(defaultOrganisationId, registryOwner(id));
    }
  });
  return { folder, keys: await openAll(keyed(folder, oldKey)) };
}

/** As the command does it, dying at one of its changes. */
async function rewrap(folder: string, dieAt: number): Promise<number> {
  const database = await openDatabase(join(folder, 'control-plane.sqlite'));
  const dying = new DyingUnitOfWork(createUnitOfWork(database.db), dieAt);
  try {
    const sources = createKeySources(keyed(folder, newKey, oldKey), ports.random);
    const keyring = await openKeyring(dying.unitOfWork, sources);
    await rewrapDataKeys(dying.unitOfWork, keyring, () => undefined);
  } finally {
    await database.close();
  }
  return dying.points;
}

test('every registry has a data key of its own, stored wrapped and never as it is', async (t) => {
  const { folder, keys } = await prepared(t);

  assert.equal(new Set(keys).size, registryIds.length);
  await withStorage(keyed(folder, oldKey), async ({ db }) => {
    const rows = await db.selectFrom('data_key').selectAll().execute();
    for (const { wrapped, wrapped_by } of rows) assert.equal(sealedKeyId(wrapped), wrapped_by);
  });
  assert.deepEqual(await openAll(keyed(folder, oldKey)), keys, 'the same after a restart');
});

/** Each makes an installation of its own. */
const deathsTried = 4;

test('a re-wrap killed at any change leaves every key to open, and the next run ends it', async (t) => {
  const { points } = await (async () => {
    const { folder } = await prepared(t);
    return { points: await rewrap(folder, Number.POSITIVE_INFINITY) };
  })();
  assert.equal(points, (registryIds.length + 1) * 2);

  for (const dieAt of someOf(t, upTo(points), deathsTried)) {
    const { folder, keys } = await prepared(t);
    await assert.rejects(rewrap(folder, dieAt), /dies here/, `at ${dieAt}`);

    assert.deepEqual(await openAll(keyed(folder, newKey, oldKey)), keys, `both, at ${dieAt}`);
    // Until the last change the new key alone is not enough; from the first on neither is the old one.
    if (dieAt < points)
      await assert.rejects(openAll(keyed(folder, newKey)), wrong, `new, ${dieAt}`);
    if (dieAt > 1) await assert.rejects(openAll(keyed(folder, oldKey)), wrong, `old, ${dieAt}`);
    await rewrap(folder, Number.POSITIVE_INFINITY);
    assert.deepEqual(await openAll(keyed(folder, newKey)), keys, `after ${dieAt}`);
    await assert.rejects(openAll(keyed(folder, oldKey)), wrong);
  }
});

test('a server with both keys goes on opening and making keys while they are wrapped anew', async (t) => {
  const { folder, keys } = await prepared(t);

  await withStorage(keyed(folder, newKey, oldKey), async ({ dataKeys }) => {
    const first = await dataKeys.opening(defaultOrganisationId, registryOwner('one'));
    await rewrap(folder, Number.POSITIVE_INFINITY);
    const second = await dataKeys.opening(defaultOrganisationId, registryOwner('two'));
    assert.deepEqual([first.id, second.id], keys.slice(0, 2));
    await dataKeys.sealing(defaultOrganisationId, registryOwner('six'));
  });
  assert.deepEqual(await openAll(keyed(folder, newKey)), keys);
});

test('a start with a wrong key says so and leaves the database byte for byte as it was', async (t) => {
  const { folder } = await prepared(t);
  const path = join(folder, 'control-plane.sqlite');
  const before = readFileSync(path);

  await assert.rejects(openAll(keyed(folder, newKey)), wrong);
  await assert.rejects(openAll(keyed(folder, 'c3'.repeat(32), newKey)), wrong);
  await assert.rejects(openAll(testConfig(folder)), wrong, 'no key and no file');
  assert.deepEqual(readFileSync(path), before);
});

test('an installation moves from the key in its file to one from the environment', async (t) => {
  const folder = temporaryFolder(t);
  const file = testConfig(folder);
  await withStorage(file, ({ dataKeys }) =>
    dataKeys.sealing(defaultOrganisationId, registryOwner('one')),
  );
  const fileKey = readFileSync(file.sealKeyFile, 'utf8').trim();

  const database = await openDatabase(join(folder, 'control-plane.sqlite'));
  const unitOfWork = createUnitOfWork(database.db);
  const sources = createKeySources(keyed(folder, newKey, fileKey), ports.random);
  const keyring = await openKeyring(unitOfWork, sources);
  assert.equal(await rewrapDataKeys(unitOfWork, keyring, () => undefined), 1);
  await database.close();
  rmSync(file.sealKeyFile);

  await withStorage(keyed(folder, newKey), ({ dataKeys }) =>
    dataKeys.opening(defaultOrganisationId, registryOwner('one')),
  );
  writeFileSync(file.sealKeyFile, `${fileKey}\n`, { mode: 0o600 });
  await assert.rejects(openAll(file), wrong);
});

test('a key management service is asked once for each data key, and never within a transaction', async (t) => {
  const database = await openDatabase(join(temporaryFolder(t), 'control-plane.sqlite'));
  t.after(() => database.close());
  const unitOfWork = createUnitOfWork(database.db);
  await unitOfWork.writeSystem((stores) =>
    stores.organisations.ensure(defaultOrganisationId, 'default', 0),
  );
  const service = new FakeKeyService();
  const source = (name: string) => ({
    load: () => Promise.resolve(service.key(name)),
    create: () => assert.fail('the service has its key'),
  });
  const keyring: Keyring = await openKeyring(unitOfWork, {
    current: source('first'),
    previous: undefined,
  });
  const dataKeys = createDataKeys({ ...ports, unitOfWork, keyring });
  service.calls = 0;
  const made = await dataKeys.sealing(defaultOrganisationId, registryOwner('one'));
  for (let again = 0; again < 5; again += 1) {
    assert.equal((await dataKeys.opening(defaultOrganisationId, registryOwner('one'))).id, made.id);
  }
  assert.ok(service.calls <= 2, `${service.calls} calls`);

  const sources = { current: source('second'), previous: service.key('first') };
  const next = await openKeyring(unitOfWork, sources);
  assert.equal(await rewrapDataKeys(unitOfWork, next, () => undefined), 1);
  const alone = await openKeyring(unitOfWork, { ...sources, previous: undefined });
  const reopened = createDataKeys({ ...ports, unitOfWork, keyring: alone });
  assert.equal((await reopened.opening(defaultOrganisationId, registryOwner('one'))).id, made.id);
});
