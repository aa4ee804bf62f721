import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { mintKeyText } from '@harborguard/shared/protocol/api-key-text.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { temporaryFolder, testConfig } from './cli/testing/api-world.ts';
import type { ControlPlaneConfig } from './config.ts';
import { createKeyService } from './domain/keys/key-service.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { openStorage } from './open-storage.ts';

const ports = {
  clock: new FakeClock(),
  random: new SeededRandom('storage'),
  log: new MemoryLog(),
};

async function openOnce(config: ControlPlaneConfig): Promise<void> {
  const storage = await openStorage(config, ports);
  await storage.close();
}

test('the first start makes a key only its owner may read, and later starts use it', async (t) => {
  const config = testConfig(temporaryFolder(t));

  await openOnce(config);
  const first = readFileSync(config.sealKeyFile, 'utf8');
  await openOnce(config);

  assert.equal(statSync(config.sealKeyFile).mode & 0o777, 0o600);
  assert.equal(readFileSync(config.sealKeyFile, 'utf8'), first);
});

test('a wrong, missing or open key file stops the start, and the folder can be opened again', async (t) => {
  const config = testConfig(temporaryFolder(t));
  await openOnce(config);
  const right = readFileSync(config.sealKeyFile);

  writeFileSync(config.sealKeyFile, `${'0'.repeat(64)}\n`);
  await assert.rejects(openStorage(config, ports), { code: 'SEAL_KEY_WRONG' });
  writeFileSync(config.sealKeyFile, 'no key\n');
  await assert.rejects(openStorage(config, ports), { code: 'FILE_UNREADABLE' });
  rmSync(config.sealKeyFile);
  await assert.rejects(openStorage(config, ports), { code: 'SEAL_KEY_WRONG' });
  assert.ok(!existsSync(config.sealKeyFile), 'no new key is made for an old database');
  writeFileSync(config.sealKeyFile, right);
  chmodSync(config.sealKeyFile, 0o640);
  await assert.rejects(openStorage(config, ports), { code: 'FILE_UNREADABLE' });
  chmodSync(config.sealKeyFile, 0o600);
  await openOnce(config);
});

test('a second server on the same folder is refused', async (t) => {
  const config = testConfig(temporaryFolder(t));
  const storage = await openStorage(config, ports);
  t.after(() => storage.close());

  await assert.rejects(openStorage(config, ports), { code: 'DATABASE_LOCKED' });
});

test('a bootstrap key is an owner once, and stays revoked', async (t) => {
  const bootstrapKey = mintKeyText(ports.random);
  const config = testConfig(temporaryFolder(t), { bootstrapKey });
  for (const expected of ['principal', 'refused'] as const) {
    const storage = await openStorage(config, ports);
    const keys = createKeyService({
      ...ports,
      unitOfWork: storage.unitOfWork,
      log: new MemoryLog(),
    });
    const principal = await keys.authenticate(bootstrapKey);
    assert.equal(principal.kind, expected);
    if (principal.kind === 'principal') {
      assert.equal(principal.role, 'owner');
      const events = await storage.db.selectFrom('audit_event').selectAll().execute();
      assert.deepEqual(
        events.map(({ action, actor_kind, target_id }) => [action, actor_kind, target_id]),
        [['adopt-key', 'operator', principal.keyId]],
      );
      await keys.revoke(defaultOrganisationId, principal.keyId, principal);
    }
    await storage.close();
  }
});

test('a bootstrap key without its checksum is refused', async (t) => {
  const config = testConfig(temporaryFolder(t), { bootstrapKey: `hg_ak_${'a'.repeat(48)}` });

  await assert.rejects(openStorage(config, ports), { code: 'CONFIGURATION_INVALID' });
});

test('a key of the configuration lets a sensor do cloud mode until another one takes its place', async (t) => {
  const folder = temporaryFolder(t);
  const [first, second] = [mintKeyText(ports.random), mintKeyText(ports.random)];
  const starts = [
    { systemSensorKey: first, opens: [true, false], keysSeen: 1 },
    { systemSensorKey: first, opens: [true, false], keysSeen: 1 },
    { systemSensorKey: second, opens: [false, true], keysSeen: 2 },
    { systemSensorKey: first, opens: [false, true], keysSeen: 2 },
  ];
  for (const { systemSensorKey, opens, keysSeen } of starts) {
    const storage = await openStorage(testConfig(folder, { systemSensorKey }), ports);
    const log = new MemoryLog();
    const keys = createKeyService({ ...ports, unitOfWork: storage.unitOfWork, log });
    const found = await Promise.all([first, second].map((key) => keys.authenticate(key)));
    assert.deepEqual(
      found.map((one) => one.kind === 'principal' && one.isSystem && one.keyKind === 'sensor'),
      opens,
    );
    const audited = await storage.unitOfWork.read(defaultOrganisationId, (stores) =>
      stores.audit.list({ action: 'adopt-key' }, { page: 1, pageSize: 10 }),
    );
    assert.equal(audited.total, keysSeen);
    await storage.close();
  }
});
