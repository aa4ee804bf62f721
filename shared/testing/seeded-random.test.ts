import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from './seeded-random.ts';

test('the same seed gives the same sequence, another seed another one', () => {
  const draw = (seed: string) => {
    const random = new SeededRandom(seed);
    return [random.uniform(), Buffer.from(random.bytes(7)).toString('hex'), random.uuid()];
  };

  assert.deepEqual(draw('a'), draw('a'));
  assert.notDeepEqual(draw('a'), draw('b'));
});

test('numbers stay in [0, 1) and spread over it', () => {
  const random = new SeededRandom(1);
  const values = Array.from({ length: 10_000 }, () => random.uniform());

  assert.ok(values.every((value) => value >= 0 && value < 1));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok(Math.abs(mean - 0.5) < 0.02, `mean ${mean}`);
});

test('bytes have the length asked for and use all values', () => {
  const bytes = new SeededRandom(2).bytes(20_001);

  assert.equal(bytes.length, 20_001);
  assert.equal(new Set(bytes).size, 256);
});

test('UUIDs are of version 7 and sort in the order they were made', () => {
  const random = new SeededRandom(3);
  const uuids = Array.from({ length: 100 }, () => random.uuid());

  for (const uuid of uuids) {
    assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  assert.deepEqual(uuids.toSorted(), uuids);
  assert.equal(new Set(uuids).size, 100);
});
