import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelsOf } from './label-query.ts';

test('a filter for a label is read as a name, and as a name and a value around each of its =', () => {
  assert.equal(labelsOf(undefined), undefined);
  assert.deepEqual(labelsOf('team'), [{ name: 'team' }]);
  assert.deepEqual(labelsOf('a=b=c'), [
    { name: 'a', value: 'b=c' },
    { name: 'a=b', value: 'c' },
    { name: 'a=b=c' },
  ]);
});

test('however many = a filter holds, few readings of it are looked for, the likeliest first', () => {
  const readings = labelsOf(`sum=${'='.repeat(500)}`) ?? [];

  assert.equal(readings.length, 9);
  assert.equal(readings[0]?.name, 'sum');
});
