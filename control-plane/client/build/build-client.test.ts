import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { buildClient } from './build-client.ts';

const compiler = resolve(import.meta.dirname, '../../../node_modules/typescript/bin/tsc');

const program = `
import { createClient } from '@harborguard/client';
import { ApiError } from '@harborguard/client/api-error';
import type { RowOf } from '@harborguard/client/operation-types';

const severity: RowOf<'GET /api/findings'>['severity'] = 'critical';
const client = createClient({
  url: 'http://harborguard.invalid',
  fetch: () => Promise.resolve(new Response('{"error":{"code":"FORBIDDEN","message":"no","id":"1"}}', { status: 403 })),
});
client.call('GET /api/findings', { query: { severity } }).catch((error: unknown) => {
  console.log(error instanceof ApiError ? error.code : 'none');
});
`;

test('the built package works in a project of somebody else, by its types and by its code', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-client-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const installed = join(folder, 'node_modules/@harborguard/client');
  mkdirSync(installed, { recursive: true });
  buildClient(installed);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'program.ts'), program);

  run(compiler, 'program.ts', ...['--strict', '--module', 'nodenext', '--target', 'es2022']);
  const printed = run('program.js');

  assert.equal(printed, 'FORBIDDEN\n');
  assert.ok(!readdirSync(installed).some((name) => /\.test\.|(?<!\.d)\.ts$/.test(name)));

  function run(...args: readonly string[]): string {
    return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  }
});

test('what the document does not know does not compile', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-client-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const installed = join(folder, 'node_modules/@harborguard/client');
  mkdirSync(installed, { recursive: true });
  buildClient(installed);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(folder, 'program.ts'),
    program.replace('query: { severity }', "query: { severity: 'dreadful' }"),
  );

  assert.throws(() =>
    execFileSync(
      process.execPath,
      [compiler, 'program.ts', '--strict', '--module', 'nodenext', '--noEmit'],
      { cwd: folder, stdio: 'ignore' },
    ),
  );
});
