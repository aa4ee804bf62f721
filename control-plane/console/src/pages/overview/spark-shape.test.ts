import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf } from './spark-shape.ts';

test('the line goes from the lowest value at the bottom to the highest at the top', () => {
  assert.equal(lineOf([7, 9, 8]), '0,26 48,2 96,14');
});

test('what never changed is a flat line in the middle, also one of a single day', () => {
  assert.equal(lineOf([4, 4, 4]), '0,14 48,14 96,14');
  assert.equal(lineOf([0]), '0,14');
  assert.equal(lineOf([]), '');
});
