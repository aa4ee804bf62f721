import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepsName, keepsRepository, keepsTag } from './tag-filter.ts';

const everything = { include: [], exclude: [] };

for (const { name, include = [], exclude = [], repository, want } of [
  { name: 'no filter keeps everything', repository: 'a/b/c', want: true },
  { name: 'a lone star keeps everything', include: ['*'], repository: 'a/b/c', want: true },
  {
    name: 'a star stays inside one part of the name',
    include: ['team/*'],
    repository: 'team/a/b',
    want: false,
  },
  { name: 'two stars cross slashes', include: ['team/**'], repository: 'team/a/b', want: true },
  {
    name: 'any of several includes is enough',
    include: ['x', 'team/*'],
    repository: 'team/a',
    want: true,
  },
  {
    name: 'what no include names is left out',
    include: ['team/*'],
    repository: 'other/a',
    want: false,
  },
  {
    name: 'exclude wins over include',
    include: ['**'],
    exclude: ['team/secret*'],
    repository: 'team/secret-1',
    want: false,
  },
  { name: 'braces are alternatives', include: ['{app,web}/*'], repository: 'web/a', want: true },
  {
    name: 'an exclamation mark is no negation',
    include: ['!team'],
    repository: 'other',
    want: false,
  },
] as readonly {
  name: string;
  include?: string[];
  exclude?: string[];
  repository: string;
  want: boolean;
}[]) {
  test(name, () =>
    assert.equal(
      keepsRepository({ repositories: { include, exclude }, tags: everything }, repository),
      want,
    ),
  );
}

for (const { pattern, tag, want } of [
  { pattern: 'v*', tag: 'v1.2.3', want: true },
  { pattern: 'v[0-9]*', tag: 'vnext', want: false },
  { pattern: '*-rc?', tag: '1.0-rc1', want: true },
  { pattern: '*', tag: '.hidden', want: true },
  { pattern: '1.*', tag: '1x2', want: false },
  { pattern: 'Latest', tag: 'latest', want: false },
]) {
  test(`${pattern} ${want ? 'keeps' : 'drops'} the tag ${tag}`, () => {
    assert.equal(
      keepsTag({ repositories: everything, tags: { include: [pattern], exclude: [] } }, tag),
      want,
    );
  });
}

for (const pattern of [
  '*a'.repeat(128),
  `${'**/'.repeat(80)}b`,
  `${'+(a|'.repeat(40)}a${')'.repeat(40)}b`,
  '{a,b}'.repeat(50),
  '[a-z]*'.repeat(40),
]) {
  test(`a hostile pattern (${pattern.slice(0, 12)}…) is judged within a second`, () => {
    const filter = { include: [pattern], exclude: [] };
    const filters = { repositories: filter, tags: filter };
    // Of the processor, which others may have meanwhile.
    const before = process.cpuUsage();

    keepsRepository(filters, `${'a/'.repeat(100)}c`);
    keepsTag(filters, `${'a'.repeat(127)}c`);

    assert.ok(process.cpuUsage(before).user < 1_000_000);
  });
}

test('patterns made to take for ever are answered at once', { timeout: 60_000 }, () => {
  const name = 'a'.repeat(128);
  const deep = 'a/'.repeat(120);
  const patterns = [
    ...[
      '*a'.repeat(120),
      '?*'.repeat(100),
      '*'.repeat(250),
      '[a-z]*'.repeat(40),
      '**/a/'.repeat(40),
    ],
    ...['+(+(+(+(+(a)))))'.repeat(10), '*(a|aa|aaa|a?|??a)'.repeat(12), '!(*a*a*a*a*)'.repeat(12)],
    ...['{a,b}'.repeat(50), `${'{'.repeat(80)}a${',b}'.repeat(50)}`, '@(a|b|)'.repeat(30)],
  ];

  for (const pattern of patterns) {
    const filter = { include: [`${pattern.slice(0, 255)}#`], exclude: [] };
    assert.equal(keepsName(filter, name), false, pattern);
    assert.equal(keepsName(filter, deep), false, pattern);
  }
});
