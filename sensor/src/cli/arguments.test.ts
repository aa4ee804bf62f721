import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArguments } from './arguments.ts';

test('without a command the daemon runs', () => {
  assert.deepEqual(parseArguments([]), { kind: 'run' });
});

test('scan takes an image and its options', () => {
  const command = parseArguments(['scan', 'alpine:3.18', '--platform', 'linux/arm64', '--json']);

  assert.equal(command.kind, 'scan');
  assert.ok(command.kind === 'scan');
  assert.equal(command.reference, 'alpine:3.18');
  assert.equal(command.options.platform, 'linux/arm64');
  assert.equal(command.options.json, true);
});

for (const args of [
  ['probe'],
  ['scan'],
  ['scan', 'a', 'b'],
  ['fly'],
  ['run', 'fast'],
  ['probe', 'r', '--username', 'u'],
  ['doctor', '--unheard-of'],
]) {
  test(`sensor ${args.join(' ')} is refused with a rule`, () => {
    assert.equal(parseArguments(args).kind, 'problem');
  });
}
