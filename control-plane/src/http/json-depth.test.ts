import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNestedDeeper } from './json-depth.ts';

test('lists and objects count alike, one beside the other once', () => {
  assert.equal(isNestedDeeper('[{"a":[1]},[[]],{}]', 3), false);
  assert.equal(isNestedDeeper('[{"a":[1]},[[]],{}]', 2), true);
  assert.equal(isNestedDeeper('[]'.repeat(1000), 1), false);
  assert.equal(isNestedDeeper('"text"', 0), false);
});

test('brackets within text are text, whatever is escaped before them', () => {
  assert.equal(isNestedDeeper(JSON.stringify(['[[[[', '\\', '"[[[', '\\"{{{']), 1), false);
  assert.equal(isNestedDeeper('["\\\\",[[]]]', 2), true);
});
