import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { type KeyEncryptionKey, localKeyEncryptionKey } from './key-encryption-key.ts';
import { type SealedPlace, sealKeyOf } from './seal.ts';
import { FakeKeyService } from './testing/fake-key-service.ts';

const random = new SeededRandom('key encryption');
const service = new FakeKeyService();
const place: SealedPlace = { table: 'data_key', column: 'wrapped', rowId: 'a' };
const bytes = Buffer.alloc(32, 7);

/** One suite for every kind of key: what the rest of the program relies on. */
const kinds: Readonly<Record<string, (name: number) => KeyEncryptionKey>> = {
  'a key of this process': (name) =>
    localKeyEncryptionKey(sealKeyOf(createSecretKey(Buffer.alloc(32, name))), random),
  'a key of a key management service': (name) => service.key(`key ${name}`),
};

for (const [kind, keyNamed] of Object.entries(kinds)) {
  test(`${kind} unwraps what it wrapped, also after a restart`, async () => {
    const wrapped = await keyNamed(1).wrap(place, bytes);

    assert.deepEqual(Buffer.from(await keyNamed(1).unwrap(place, wrapped)), bytes);
    assert.ok(!Buffer.from(wrapped).includes(bytes));
    assert.notDeepEqual(await keyNamed(1).wrap(place, bytes), wrapped, 'never the same twice');
  });

  test(`${kind} unwraps nothing of another key, row or column, and nothing changed`, async () => {
    const wrapped = Buffer.from(await keyNamed(1).wrap(place, bytes));
    const changed = Buffer.from(wrapped);
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
    const wrong = { code: 'SEAL_KEY_WRONG' };

    await assert.rejects(keyNamed(2).unwrap(place, wrapped), wrong);
    await assert.rejects(keyNamed(1).unwrap({ ...place, rowId: 'b' }, wrapped), wrong);
    await assert.rejects(keyNamed(1).unwrap({ ...place, column: 'c' }, wrapped), wrong);
    await assert.rejects(keyNamed(1).unwrap(place, changed), wrong);
    await assert.rejects(keyNamed(1).unwrap(place, Buffer.alloc(0)), wrong);
  });

  test(`${kind} has a name of its own that tells nothing of it`, () => {
    assert.equal(keyNamed(1).id, keyNamed(1).id);
    assert.notEqual(keyNamed(1).id, keyNamed(2).id);
    assert.ok(!keyNamed(1).id.includes(Buffer.alloc(4, 1).toString('hex')));
  });
}
