// The documentation as far as it can be checked: tables equal the source, links lead somewhere, both commands exist.
import assert from 'node:assert/strict';
import { existsSync, globSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { docTables, readPage, withTable } from './doc-tables.ts';
import { root } from './source-file.ts';

for (const table of await docTables()) {
  test(`the table ${table.name} of ${table.page} says what the source says`, () => {
    const page = readPage(table.page);

    assert.equal(page, withTable(page, table), 'run: npm run docs');
  });
}

const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];

for (const page of pages) {
  test(`the links of ${page} lead to files that exist`, () => {
    const targets = [...readPage(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !existsSync(resolve(root, dirname(join(root, page)), target)));

    assert.deepEqual(targets, []);
  });
}

test('every page of the documentation is reachable from the README', () => {
  const text = readPage('README.md') + readPage('docs/README.md');
  const unlisted = globSync('docs/*.md', { cwd: root })
    .filter((page) => page !== 'docs/README.md')
    .filter((page) => !text.includes(page.replace('docs/', '')));

  assert.deepEqual(unlisted, []);
});

test('every command that the README names is a script of the project', () => {
  const scripts = JSON.parse(readPage('package.json')) as { scripts: Record<string, string> };
  const named = [...readPage('README.md').matchAll(/npm (?:run )?(?:--silent )?([a-z:]+)/g)].map(
    (match) => match[1] ?? '',
  );

  assert.ok(named.includes('demo') && named.includes('test'));
  const unknown = named.filter(
    (name) => !['ci', 'install'].includes(name) && !(name in scripts.scripts),
  );
  assert.deepEqual(unknown, []);
});
