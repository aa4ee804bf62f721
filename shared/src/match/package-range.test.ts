import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWithin, parsePackageRange } from './package-range.ts';

for (const [text, want] of [
  ['openssl', { kind: 'name', name: 'openssl' }],
  ['@types/node', { kind: 'name', name: '@types/node' }],
  ['lib*', { kind: 'name', name: 'lib*' }],
  [
    'lodash@4.17.20',
    { kind: 'range', range: { name: 'lodash', bounds: [{ comparison: '=', version: '4.17.20' }] } },
  ],
  [
    '@types/node@20.1.0',
    {
      kind: 'range',
      range: { name: '@types/node', bounds: [{ comparison: '=', version: '20.1.0' }] },
    },
  ],
  [
    'log4j-core < 2.17',
    {
      kind: 'range',
      range: { name: 'log4j-core', bounds: [{ comparison: '<', version: '2.17' }] },
    },
  ],
  [
    'openssl>=3.0,<3.0.7 != 3.0.3',
    {
      kind: 'range',
      range: {
        name: 'openssl',
        bounds: [
          { comparison: '>=', version: '3.0' },
          { comparison: '<', version: '3.0.7' },
          { comparison: '!=', version: '3.0.3' },
        ],
      },
    },
  ],
] as const) {
  test(`"${text}" is read`, () => assert.deepEqual(parsePackageRange(text), want));
}

for (const text of ['< 2', 'two words < 2', 'a <', 'a < 1 2', 'a << 1', 'lib* < 2', 'a !1']) {
  test(`"${text}" is refused`, () => assert.equal(parsePackageRange(text).kind, 'invalid'));
}

for (const [text, type, version, want] of [
  ['a < 2.17', 'maven', '2.9.1', true],
  ['a < 2.17', 'maven', '2.17.0', false],
  ['a < 2.17', 'maven', '2.17-beta1', true],
  ['a < 1:2.0', 'deb', '1:1.9-3', true],
  ['a < 1:2.0', 'deb', '2.5', true],
  ['a < 2.0', 'deb', '2.0~rc1', true],
  ['a >= 1.2.3-r1', 'apk', '1.2.3-r0', false],
  ['a <= 4.0-1.el9', 'rpm', '4.0-1.el9', true],
  ['a < 1.0.0', 'npm', '1.0.0-alpha', true],
  ['a > 1.0', 'pypi', '1.0.post1', true],
  ['a >= 1, < 2', 'gem', '2.0', false],
  ['a != 1.0', 'generic', '1.0', false],
  ['a < 2', 'generic', '1', false],
  ['a = 1', 'generic', '1', true],
] as const) {
  test(`${version} of ${type} ${want ? 'is' : 'is not'} within "${text}"`, () => {
    const parsed = parsePackageRange(text);
    assert.ok(parsed.kind === 'range');
    assert.equal(isWithin(parsed.range, type, version), want);
  });
}
