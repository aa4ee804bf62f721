import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPasswordHasher, type PasswordCost } from './password-hasher.ts';

const cheap: PasswordCost = { cost: 2, blockSize: 1, parallelization: 1 };
const password = 'quiet tangerine 47 sails';

test('a hash carries its parameters and opens for the one password', async () => {
  const hasher = createPasswordHasher(cheap);
  const stored = await hasher.hash(password);

  assert.match(stored, /^scrypt\$2\$1\$1\$[^$]+\$[^$]+$/);
  assert.notEqual(await hasher.hash(password), stored);
  assert.deepEqual(await hasher.verify(password, stored), { kind: 'right', isOutdated: false });
  assert.deepEqual(await hasher.verify(`${password}x`, stored), { kind: 'wrong' });
  assert.deepEqual(await hasher.verify(password, undefined), { kind: 'wrong' });
  assert.deepEqual(await hasher.verify(password, 'damaged'), { kind: 'wrong' });
});

test('a hash of other parameters opens and is called outdated', async () => {
  const stored = await createPasswordHasher(cheap).hash(password);
  const verdict = await createPasswordHasher({ ...cheap, cost: 4 }).verify(password, stored);

  assert.deepEqual(verdict, { kind: 'right', isOutdated: true });
});

test('a password is the same in whatever form of Unicode it is typed', async () => {
  const hasher = createPasswordHasher(cheap);
  const stored = await hasher.hash('caf\u00e9 noir 1234');

  assert.equal((await hasher.verify('cafe\u0301 noir 1234', stored)).kind, 'right');
});

test('beyond a queue of waiting ones, people are told to come back', async () => {
  const hasher = createPasswordHasher({ cost: 2 ** 10, blockSize: 8, parallelization: 1 });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, () => hasher.verify(password, undefined)),
  );
  const rejected = outcomes.filter((outcome) => outcome.status === 'rejected');

  assert.equal(rejected.length, 40 - 2 - 32);
  for (const outcome of rejected) assert.equal(outcome.reason.code, 'RATE_LIMITED');
  assert.equal((await hasher.verify(password, undefined)).kind, 'wrong');
});
