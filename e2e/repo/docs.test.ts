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

const headings = new Map(pages.map((page) => [page, headingsOf(readPage(page))]));

for (const page of pages) {
  test(`the links of ${page} lead to headings that exist`, () => {
    const missing = [...readPage(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)/g)]
      .map(([, path = '', anchor = '']) => ({
        target: path === '' ? page : join(dirname(page), path),
        anchor,
      }))
      .filter(({ target, anchor }) => headings.get(target)?.has(anchor) !== true);

    assert.deepEqual(missing, []);
  });
}

/** As the places that show Markdown make anchors of headings. */
function headingsOf(text: string): ReadonlySet<string> {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  const seen = new Map<string, number>();
  const anchors = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
  return new Set(anchors);
}

test('every picture is shown by a page', () => {
  const text = pages.map(readPage).join('');
  const unused = globSync('docs/images/*', { cwd: root }).filter(
    (picture) => !text.includes(picture.replace('docs/', '')),
  );

  assert.deepEqual(unused, []);
});

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

test('every script of the project is named where people look for it', () => {
  const { scripts } = JSON.parse(readPage('package.json')) as { scripts: Record<string, string> };
  const text = readPage('README.md') + readPage('CONTRIBUTING.md');
  const unnamed = Object.keys(scripts)
    .filter((name) => !name.startsWith('pre'))
    .filter((name) => !new RegExp(`npm (?:run )?${name}(?![\\w:])`).test(text));

  assert.deepEqual(unnamed, []);
});
