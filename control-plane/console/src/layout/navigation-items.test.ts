import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roomOf } from './navigation-items.ts';

test('every page is in a room, an advisory in that of the findings', () => {
  assert.equal(roomOf('/'), '/');
  assert.equal(roomOf('/registries/connect'), '/registries');
  assert.equal(roomOf('/advisories/CVE-2023-38545'), '/findings');
  assert.equal(roomOf('/sensors/01'), '/sensors');
  assert.equal(roomOf('/nowhere'), undefined);
});
