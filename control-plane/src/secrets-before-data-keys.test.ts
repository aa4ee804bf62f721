import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { someOf, upTo } from '@harborguard/shared/testing/some-of.ts';
import { type ApiWorld, startApi, testConfig } from './cli/testing/api-world.ts';
import type { DirectlySealed } from './domain/credentials/data-key-store.ts';
import { createDataKeys } from './domain/credentials/data-keys.ts';
import { openKeyring } from './domain/credentials/open-keyring.ts';
import { resealWithDataKeys } from './domain/credentials/reseal-with-data-keys.ts';
import { openSealed, type SealKey, seal, sealKeyOf } from './domain/credentials/seal.ts';
import { defaultOrganisationId as orgId } from './domain/unit-of-work.ts';
import { createKeySources } from './outbound/key-sources.ts';
import { DyingUnitOfWork } from './store/testing/dying-unit-of-work.ts';

const random = new SeededRandom('before data keys');

/** One value in each column that holds sealed ones, sealed as before: with the key of the file itself. */
async function sealedAsBefore(
  world: ApiWorld,
  sealKey: SealKey,
): Promise<readonly DirectlySealed[]> {
  const registry = await world.call('POST', '/api/registries', {
    body: { url: 'https://r.example', scanMethod: 'cloud', provider: 'CUSTOM' },
  });
  const registryId = registry.body.data.id;
  const secret = await world.call('POST', `/api/registries/${registryId}/webhook`, {
    body: {},
  });
  assert.equal(secret.status, 201, secret.text);
  const channel = await world.call('POST', '/api/notification-channels', {
    body: { name: 'c', target: { kind: 'webhook', url: 'https://receiver.example/x' } },
  });
  assert.equal(channel.status, 201, channel.text);
  const { db, unitOfWork } = world.storage;
  const { id: secretId } = await db
    .selectFrom('webhook_secret')
    .select('id')
    .executeTakeFirstOrThrow();
  const ofRegistry = { kind: 'registry', id: registryId } as const;
  const values = [
    [ofRegistry, { table: 'registry', column: 'credential_sealed', rowId: registryId }],
    [ofRegistry, { table: 'registry', column: 'client_certificate_sealed', rowId: registryId }],
    [ofRegistry, { table: 'webhook_secret', column: 'sealed', rowId: secretId }],
    [
      { kind: 'notifications', id: orgId },
      { table: 'notification_channel', column: 'sealed', rowId: channel.body.data.id },
    ],
  ] as const;
  await db
    .updateTable('registry')
    .set({ credential_sealed: Buffer.from('-'), client_certificate_sealed: Buffer.from('-') })
    .execute();
  const found: DirectlySealed[] = [];
  for (const [owner, place] of values) {
    const text = `secret of ${place.table} ${place.column}`;
    const sealed = seal(sealKey, place, { text, random });
    const { rows } = await db.executeQuery<{ value: Uint8Array }>({
      ...db.selectFrom('registry').select('id').compile(),
      sql: `select ${place.column} as value from ${place.table} where id = ?`,
      parameters: [place.rowId],
    });
    const before = rows[0]?.value ?? assert.fail('no row');
    await unitOfWork.writeSystem((stores) =>
      stores.dataKeys.replaceSealed({ orgId, owner, place, sealed: before }, sealed),
    );
    found.push({ orgId, owner, place, sealed });
  }
  return found;
}

async function oldInstallation(t: TestContext) {
  const world = await startApi(t);
  const config = testConfig(world.folder);
  const hex = readFileSync(config.sealKeyFile, 'utf8').trim();
  const sealKey = sealKeyOf(createSecretKey(Buffer.from(hex, 'hex')));
  const values = await sealedAsBefore(world, sealKey);
  const { unitOfWork } = world.storage;
  const keyring = await openKeyring(unitOfWork, createKeySources(config, random));
  const reseal = async (dieAt: number): Promise<{ done: number; points: number }> => {
    const dying = new DyingUnitOfWork(unitOfWork, dieAt);
    const parts = { unitOfWork: dying.unitOfWork, keyring, random, clock: world.clock };
    const done = await resealWithDataKeys({ ...parts, dataKeys: createDataKeys(parts) });
    return { done, points: dying.points };
  };
  const texts = async (): Promise<readonly string[]> => {
    const dataKeys = createDataKeys({ unitOfWork, keyring, random, clock: world.clock });
    const read: string[] = [];
    for (const { owner, place } of values) {
      const { rows } = await world.storage.db.executeQuery<{ value: Uint8Array }>({
        ...world.storage.db.selectFrom('registry').select('id').compile(),
        sql: `select ${place.column} as value from ${place.table} where id = ?`,
        parameters: [place.rowId],
      });
      const sealed = rows[0]?.value ?? assert.fail('no row');
      read.push(openSealed(await dataKeys.opening(orgId, owner), place, sealed));
    }
    return read;
  };
  const left = async () =>
    await unitOfWork.readSystem((stores) => stores.dataKeys.directlySealed(sealKey.id, 100));
  return { values, reseal, texts, left };
}

/** Each makes an installation of its own. */
const deathsTried = 4;

test('what was sealed with the key itself is sealed with data keys, whenever that is cut short', async (t) => {
  const whole = await oldInstallation(t);
  assert.equal((await whole.left()).length, whole.values.length);
  const { done, points } = await whole.reseal(Number.POSITIVE_INFINITY);
  assert.equal(done, whole.values.length);
  assert.equal((await whole.left()).length, 0);

  for (const dieAt of someOf(t, upTo(points), deathsTried)) {
    const { values, reseal, texts, left } = await oldInstallation(t);
    await assert.rejects(reseal(dieAt), /dies here/);
    await reseal(Number.POSITIVE_INFINITY);

    assert.equal((await left()).length, 0, `at ${dieAt}`);
    assert.deepEqual(
      await texts(),
      values.map(({ place }) => `secret of ${place.table} ${place.column}`),
      `at ${dieAt}`,
    );
  }
});
