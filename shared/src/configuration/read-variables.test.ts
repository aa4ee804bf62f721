import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readVariables } from './read-variables.ts';
import { flag, integer, text, webAddress } from './variable-readers.ts';

const definitions = {
  url: { name: 'HARBORGUARD_URL', purpose: '', read: webAddress },
  key: { name: 'HARBORGUARD_API_KEY', purpose: '', secret: true, read: text },
  scans: { name: 'HARBORGUARD_PARALLEL_SCANS', purpose: '', fallback: '2', read: integer(1, 16) },
  quiet: { name: 'HARBORGUARD_QUIET', purpose: '', optional: true, read: flag },
};
const noFiles = () => undefined;

test('all problems are reported at once, by variable and rule and never by value', () => {
  const { problems } = readVariables(
    definitions,
    { HARBORGUARD_URL: 'ftp://canary-host', HARBORGUARD_PARALLEL_SCANS: 'canary' },
    noFiles,
  );

  assert.deepEqual(
    problems.map((problem) => problem.variable),
    ['HARBORGUARD_URL', 'HARBORGUARD_API_KEY', 'HARBORGUARD_PARALLEL_SCANS'],
  );
  assert.doesNotMatch(JSON.stringify(problems), /canary/);
});

test('a secret may come from a file, and both at once is a problem', () => {
  const files = (path: string) => (path === '/run/key' ? 'hg_ak_1\n' : undefined);
  const base = { HARBORGUARD_URL: 'https://hg.example/' };

  const fromFile = readVariables(
    definitions,
    { ...base, HARBORGUARD_API_KEY_FILE: '/run/key' },
    files,
  );
  const both = readVariables(
    definitions,
    { ...base, HARBORGUARD_API_KEY: 'x', HARBORGUARD_API_KEY_FILE: '/run/key' },
    files,
  );
  const missing = readVariables(
    definitions,
    { ...base, HARBORGUARD_API_KEY_FILE: '/run/none' },
    files,
  );

  assert.equal(fromFile.values.key, 'hg_ak_1');
  assert.equal(fromFile.values.url, 'https://hg.example');
  assert.equal(both.problems[0]?.variable, 'HARBORGUARD_API_KEY');
  assert.equal(missing.problems[0]?.variable, 'HARBORGUARD_API_KEY_FILE');
});

test('an unknown name is a warning that points at the nearest known one', () => {
  const { warnings, problems } = readVariables(
    definitions,
    { HARBORGUARD_URL: 'http://x', HARBORGUARD_API_KEY: 'k', HARBORGUARD_API_KEI: 'k' },
    noFiles,
  );

  assert.deepEqual(problems, []);
  assert.deepEqual(warnings, ['HARBORGUARD_API_KEI is unknown; did you mean HARBORGUARD_API_KEY?']);
});

test('an empty variable counts as unset', () => {
  const { values } = readVariables(
    definitions,
    { HARBORGUARD_URL: 'http://x', HARBORGUARD_API_KEY: 'k', HARBORGUARD_PARALLEL_SCANS: '' },
    noFiles,
  );

  assert.equal(values.scans, 2);
  assert.equal(values.quiet, undefined);
});
