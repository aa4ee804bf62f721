import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printedVariables, variableLines } from './print-variables.ts';
import { text } from './variable-readers.ts';

const variables = [
  { name: 'HARBORGUARD_URL', purpose: '', read: text },
  { name: 'HARBORGUARD_API_KEY', purpose: '', secret: true, read: text },
  { name: 'HARBORGUARD_OTHER_KEY', purpose: '', secret: true, optional: true, read: text },
  { name: 'HARBORGUARD_LEVEL', purpose: '', fallback: 'info', read: text },
];

test('a secret is only ever set or unset, and a password within an address is cut out', () => {
  const lines = variableLines(
    printedVariables(variables, {
      HARBORGUARD_URL: 'https://user:canary-1@host/path?token=canary-2',
      HARBORGUARD_API_KEY: 'canary-3',
    }),
  );

  assert.doesNotMatch(lines, /canary/);
  assert.match(lines, /HARBORGUARD_API_KEY +set {2}\(environment\)/);
  assert.match(lines, /HARBORGUARD_OTHER_KEY +unset {2}\(unset\)/);
  assert.match(lines, /HARBORGUARD_LEVEL +info {2}\(default\)/);
});

test('a secret from a file says so', () => {
  const [, key] = printedVariables(variables, { HARBORGUARD_API_KEY_FILE: '/run/key' });

  assert.deepEqual(key, { name: 'HARBORGUARD_API_KEY', value: 'set', origin: 'file' });
});
