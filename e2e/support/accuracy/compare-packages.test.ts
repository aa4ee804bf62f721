import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unexplainedDifferences } from './compare-packages.ts';
import { packageKey } from './package-key.ts';

const at = (key: string) => ({ key, path: '/place' });

test('what only one side has is named, once, with its place', () => {
  const ours = [at('npm/a@1'), at('npm/b@1'), at('npm/b@1')];
  const theirs = [at('npm/a@1'), at('npm/c@2')];
  const lines = unexplainedDifferences({ peer: 'syft', image: 'one', ours, theirs }, []);

  assert.deepEqual(lines, ['only ours: npm/b@1 (/place)', 'only syft: npm/c@2 (/place)']);
});

test('a rule explains its side of its peer in its image and nothing else', () => {
  const rule = {
    peer: 'syft',
    only: 'peer',
    image: 'one',
    package: /^npm\/c@/,
    what: 'c',
    right: 'both',
    why: 'because',
  } as const;
  const compare = (peer: 'syft' | 'trivy', ours: string[], theirs: string[], image = 'one') =>
    unexplainedDifferences({ peer, image, ours: ours.map(at), theirs: theirs.map(at) }, [rule])
      .length;

  assert.equal(compare('syft', [], ['npm/c@2']), 0);
  assert.equal(compare('syft', ['npm/c@2'], []), 1);
  assert.equal(compare('trivy', [], ['npm/c@2']), 1);
  assert.equal(compare('syft', [], ['npm/d@2']), 1);
  assert.equal(compare('syft', [], ['npm/c@2'], 'two'), 1);
});

test('a package is known by its purl, whatever the escapes and qualifiers', () => {
  const cases = [
    [
      'pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64&distro=debian-12',
      'deb/debian/libc6@2.36-9+deb12u4',
    ],
    ['pkg:npm/%40babel/core@7.0.0', 'npm/@babel/core@7.0.0'],
    ['pkg:rpm/fedora/dbus@1.12.8-1.fc28?arch=x86_64&epoch=1', 'rpm/fedora/dbus@1:1.12.8-1.fc28'],
    ['pkg:golang/github.com/a/b@v1.0.0#sub', 'golang/github.com/a/b@v1.0.0'],
    ['pkg:golang/stdlib', 'golang/stdlib@'],
    ['pkg:golang/stdlib@v1.22.1', 'golang/stdlib@1.22.1'],
    ['pkg:golang/example.com/main@%28devel%29', 'golang/example.com/main@'],
    ['pkg:pypi/Zope.Interface@5.4', 'pypi/zope-interface@5.4'],
  ] as const;
  for (const [purl, key] of cases) assert.equal(packageKey(purl), key);
});
