import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { temporaryFolder } from '../cli/testing/api-world.ts';
import { createDataKeys, registryOwner } from '../domain/credentials/data-keys.ts';
import { openKeyring } from '../domain/credentials/open-keyring.ts';
import { rewrapDataKeys } from '../domain/credentials/rewrap-data-keys.ts';
import { defaultOrganisationId } from '../domain/unit-of-work.ts';
import { createUnitOfWork } from '../store/create-unit-of-work.ts';
import { openDatabase } from '../store/database.ts';
import { awsKmsKey, isAwsKmsArn } from './aws-kms-key.ts';
import { createKeySources } from './key-sources.ts';
import { type KmsDouble, kmsRegion, startKms } from './testing/start-kms.ts';

const accessKeyId = 'AKIATESTTESTTESTTEST';
const secretAccessKey = 'canary-secret-access-key';
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});
const place = { table: 'data_key', column: 'wrapped', rowId: 'one' };
const bytes = Buffer.from('a data key of thirty-two bytes..');

test('what KMS wraps opens for its place and key, and for no other', async (t) => {
  const { endpoint, addKey, asked } = await startKms(t, accessKeyId);
  const [mine, other] = [awsKmsKey(addKey(), { endpoint }), awsKmsKey(addKey(), { endpoint })];

  const wrapped = await mine.wrap(place, bytes);

  assert.deepEqual(Buffer.from(await mine.unwrap(place, wrapped)), bytes);
  assert.ok(!Buffer.from(wrapped).includes(bytes));
  await rejectsWith(mine.unwrap({ ...place, rowId: 'two' }, wrapped), 'SEAL_KEY_WRONG');
  await rejectsWith(other.unwrap(place, wrapped), 'SEAL_KEY_WRONG');
  await rejectsWith(mine.unwrap(place, wrapped.slice(0, -1)), 'SEAL_KEY_WRONG');
  assert.ok(asked.every((line) => line.includes(` ${kmsRegion} `)));
  assert.ok(!asked.join().includes(secretAccessKey));
});

test('who has no right to the key is told so, and nothing of the credential', async (t) => {
  const kms = await startKms(t, accessKeyId);
  kms.allowed.clear();

  const error = await rejectsWith(
    awsKmsKey(kms.addKey(), { endpoint: kms.endpoint }).wrap(place, bytes),
    'KEY_SERVICE_REFUSED',
  );

  assert.ok(!JSON.stringify(error).includes(accessKeyId));
});

test('a key that was disabled, or is not there, is told by code', async (t) => {
  const { endpoint, addKey, disabled } = await startKms(t, accessKeyId);
  const arn = addKey();
  disabled.add(arn);
  const elsewhere = arn.replace('123456789012', '210987654321');

  await rejectsWith(awsKmsKey(arn, { endpoint }).wrap(place, bytes), 'KEY_SERVICE_KEY_UNUSABLE');
  await rejectsWith(
    awsKmsKey(elsewhere, { endpoint }).wrap(place, bytes),
    'KEY_SERVICE_KEY_UNUSABLE',
  );
});

test('a service that does not answer stops the start by code, before anything is written', async (t) => {
  const kms = await startKms(t, accessKeyId);
  const arn = kms.addKey();
  const { unitOfWork, open } = await installation(t, kms);
  await open(arn);
  await kms.stop();

  await rejectsWith(open(arn), 'KEY_SERVICE_UNREACHABLE');

  const check = await unitOfWork.readSystem(({ settings }) => settings.get('seal-key-check'));
  assert.ok(check?.startsWith(`aws-kms:${arn}:`));
});

test('data keys are wrapped anew from a local key to KMS, and back', async (t) => {
  const kms = await startKms(t, accessKeyId);
  const [arn, local] = [kms.addKey(), '1a'.repeat(32)];
  const { unitOfWork, open, dataKeys } = await installation(t, kms);
  const made = await dataKeys(await open(local)).sealing(defaultOrganisationId, owner);

  assert.equal(await rewrapDataKeys(unitOfWork, await open(arn, local), () => undefined), 1);
  kms.asked.length = 0;
  const inKms = await dataKeys(await open(arn)).opening(defaultOrganisationId, owner);
  assert.ok(kms.asked.length > 0);
  await rejectsWith(open(local), 'SEAL_KEY_WRONG');
  assert.equal(await rewrapDataKeys(unitOfWork, await open(local, arn), () => undefined), 1);
  kms.asked.length = 0;
  const back = await dataKeys(await open(local)).opening(defaultOrganisationId, owner);

  assert.deepEqual([inKms.id, back.id], [made.id, made.id]);
  assert.deepEqual(kms.asked, []);
});

test('only the ARN of a key names one: an alias may mean another key tomorrow', () => {
  const arn = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000001';
  assert.ok(isAwsKmsArn(arn));
  assert.ok(isAwsKmsArn(arn.replace('arn:aws:', 'arn:aws-us-gov:')));
  for (const text of [arn.replace('key/', 'alias/'), arn.replace('kms', 's3'), `${arn}\n`, 'key']) {
    assert.ok(!isAwsKmsArn(text), text);
  }
});

const owner = registryOwner('one');

async function installation(t: TestContext, { endpoint }: KmsDouble) {
  const folder = temporaryFolder(t);
  const ports = { clock: new FakeClock(), random: new SeededRandom(folder) };
  const database = await openDatabase(join(folder, 'control-plane.sqlite'));
  t.after(() => database.close());
  const unitOfWork = createUnitOfWork(database.db);
  await unitOfWork.writeSystem((stores) =>
    stores.organisations.ensure(defaultOrganisationId, 'default', 0),
  );
  return {
    unitOfWork,
    /** As a start does. */
    open: (keyEncryptionKey: string, previousKeyEncryptionKey?: string) =>
      openKeyring(
        unitOfWork,
        createKeySources(
          { keyEncryptionKey, previousKeyEncryptionKey, sealKeyFile: join(folder, 'seal.key') },
          ports.random,
          { endpoint },
        ),
      ),
    dataKeys: (keyring: Awaited<ReturnType<typeof openKeyring>>) =>
      createDataKeys({ ...ports, unitOfWork, keyring }),
  };
}

async function rejectsWith(promise: Promise<unknown>, code: string): Promise<unknown> {
  const error = await promise.then(
    () => assert.fail(`expected ${code}`),
    (thrown: unknown) => thrown,
  );
  assert.equal(isHarborError(error) ? error.code : String(error), code);
  return error;
}
