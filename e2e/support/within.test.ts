import assert from 'node:assert/strict';
import { test } from 'node:test';
import { within } from './within.ts';

test('what comes in time is passed on', async () => {
  assert.equal(await within(60_000, 'the answer', Promise.resolve(42)), 42);
});

test('what does not come in time is named', async () => {
  const never = Promise.withResolvers<void>().promise;

  await assert.rejects(within(1, 'the answer', never), /the answer did not come within 1 ms/);
});
