import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpText, parseArguments } from './arguments.ts';

test('without a command the daemon runs', () => {
  assert.deepEqual(parseArguments([]), { kind: 'run' });
});

test('help names every command and what is read from the environment', () => {
  for (const word of ['run', 'probe', 'scan', 'doctor', 'health', 'config print', 'version']) {
    assert.match(helpText(), new RegExp(`^  ${word} `, 'm'));
  }
  assert.match(helpText(), /HARBORGUARD_API_KEY or HARBORGUARD_API_KEY_FILE/);
});

test('the help of a command tells of it alone, whichever way it is asked for', () => {
  assert.deepEqual(parseArguments(['probe', '--help']), { kind: 'help', of: 'probe' });
  assert.deepEqual(parseArguments(['help', 'probe']), { kind: 'help', of: 'probe' });
  assert.match(
    helpText('probe'),
    /^ {2}probe <registry> .*\n\nOptions of probe and scan:\n(.*\n)+ {2}--ca-file/m,
  );
  assert.doesNotMatch(helpText('probe'), /--fail-on|doctor {5}|HARBORGUARD_URL/);
  assert.match(helpText('scan'), /--fail-on/);
  assert.equal(helpText('fly'), helpText());
});

test('scan takes an image and its options', () => {
  const command = parseArguments(['scan', 'alpine:3.18', '--platform', 'linux/arm64', '--json']);

  assert.equal(command.kind, 'scan');
  assert.ok(command.kind === 'scan');
  assert.equal(command.reference, 'alpine:3.18');
  assert.equal(command.options.platform, 'linux/arm64');
  assert.equal(command.options.format, 'json');
});

for (const args of [
  ['probe'],
  ['scan'],
  ['scan', 'a', 'b'],
  ['fly'],
  ['run', 'fast'],
  ['probe', 'r', '--username', 'u'],
  ['doctor', '--unheard-of'],
  ['probe', 'r', '--format', 'json'],
  ['scan', 'a', '--format', 'pdf'],
  ['scan', 'a', '--json', '--format', 'sarif'],
  ['scan', 'a', '--only-fixed'],
  ['scan', 'a', '--ignore-file', 'f'],
  ['scan', 'a', '--advisories', 'f', '--fail-on', 'grave'],
]) {
  test(`sensor ${args.join(' ')} is refused with a rule`, () => {
    assert.equal(parseArguments(args).kind, 'problem');
  });
}
