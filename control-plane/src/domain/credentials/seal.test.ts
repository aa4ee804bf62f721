import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { openSealed, type SealedPlace, seal, sealKeyOf } from './seal.ts';

const random = new SeededRandom('seal');
const sealKey = sealKeyOf(createSecretKey(Buffer.alloc(32, 1)));
const otherKey = sealKeyOf(createSecretKey(Buffer.alloc(32, 2)));
const place: SealedPlace = { table: 'registry', column: 'credential_sealed', rowId: 'a' };
const text = 'a password with ümlauts';

test('what is sealed opens again and shows nothing of itself', () => {
  const sealed = seal(sealKey, place, { text, random });

  assert.equal(openSealed(sealKey, place, sealed), text);
  assert.ok(!Buffer.from(sealed).includes('password'));
  assert.notDeepEqual(seal(sealKey, place, { text, random }), sealed);
});

test('another key, row or column, or any changed byte does not open it', () => {
  const sealed = Buffer.from(seal(sealKey, place, { text, random }));
  const wrong = { code: 'SEAL_KEY_WRONG' };

  assert.throws(() => openSealed(otherKey, place, sealed), wrong);
  assert.throws(() => openSealed(sealKey, { ...place, rowId: 'b' }, sealed), wrong);
  assert.throws(() => openSealed(sealKey, { ...place, column: 'ca_pem' }, sealed), wrong);
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    assert.throws(() => openSealed(sealKey, place, changed), wrong, `byte ${index}`);
  }
  assert.throws(() => openSealed(sealKey, place, sealed.subarray(0, 10)), wrong);
});
