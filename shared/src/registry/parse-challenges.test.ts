import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseChallenges } from './parse-challenges.ts';

function plain(lines: readonly string[]) {
  return parseChallenges(lines).map(({ scheme, parameters }) => [
    scheme,
    Object.fromEntries(parameters),
  ]);
}

const cases = [
  {
    name: 'a quoted scope keeps its comma',
    lines: ['Bearer realm="https://a/token",service="reg",scope="repository:a/b:pull,push"'],
    want: [
      ['bearer', { realm: 'https://a/token', service: 'reg', scope: 'repository:a/b:pull,push' }],
    ],
  },
  {
    name: 'two challenges in one line are two',
    lines: ['Bearer realm="https://a/t",service="s",scope="*",Basic realm="r, s"'],
    want: [
      ['bearer', { realm: 'https://a/t', service: 's', scope: '*' }],
      ['basic', { realm: 'r, s' }],
    ],
  },
  {
    name: 'each line gives its own challenge',
    lines: ['Basic realm="x"', 'Bearer realm="https://a/t"'],
    want: [
      ['basic', { realm: 'x' }],
      ['bearer', { realm: 'https://a/t' }],
    ],
  },
  {
    name: 'values without quotes are read',
    lines: ['basic realm=zot'],
    want: [['basic', { realm: 'zot' }]],
  },
  {
    name: 'a realm without quotes keeps slashes, colons and equals signs',
    lines: ['Bearer realm=https://a/t?x=1,service=gcr.io'],
    want: [['bearer', { realm: 'https://a/t?x=1', service: 'gcr.io' }]],
  },
  {
    name: 'scheme and parameter names are read in any case',
    lines: ['BEARER Realm="https://a/t" , SERVICE = "s"'],
    want: [['bearer', { realm: 'https://a/t', service: 's' }]],
  },
  {
    name: 'escapes inside quotes are undone',
    lines: ['Basic realm="a \\"b\\" \\\\ c"'],
    want: [['basic', { realm: 'a "b" \\ c' }]],
  },
  {
    name: 'unknown parameters are kept',
    lines: ['Bearer realm="https://a/t",error="insufficient_scope"'],
    want: [['bearer', { realm: 'https://a/t', error: 'insufficient_scope' }]],
  },
  {
    name: 'a scheme with a bare token does not swallow the next challenge',
    lines: ['Negotiate dG9rZW4=, Basic realm="r"'],
    want: [
      ['negotiate', {}],
      ['basic', { realm: 'r' }],
    ],
  },
  { name: 'a scheme alone is a challenge', lines: ['Basic'], want: [['basic', {}]] },
  {
    name: 'empty list items are skipped',
    lines: [', ,Basic realm="r",, Bearer realm="https://a/t"'],
    want: [
      ['basic', { realm: 'r' }],
      ['bearer', { realm: 'https://a/t' }],
    ],
  },
  {
    name: 'an open quote ends with the line',
    lines: ['Basic realm="r'],
    want: [['basic', { realm: 'r' }]],
  },
  {
    name: 'the first of two equal parameters counts',
    lines: ['Basic realm="a",realm="b"'],
    want: [['basic', { realm: 'a' }]],
  },
  { name: 'an empty line gives nothing', lines: [''], want: [] },
  { name: 'nonsense gives nothing', lines: ['"="="'], want: [] },
];

for (const { name, lines, want } of cases) {
  test(name, () => assert.deepEqual(plain(lines), want));
}

test('a line of a hundred thousand challenges is read up to the limit', () => {
  assert.equal(parseChallenges(['Basic,'.repeat(100_000)]).length, 16);
});
