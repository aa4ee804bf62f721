import assert from 'node:assert/strict';
import { test } from 'node:test';
import { globProblem } from './glob-problem.ts';

for (const glob of [
  ...['*', 'shop/**', 'v[0-9]*', 'v[!0-9]*', '{web,api}', '@(web|api)', 'a(b', 'release-?.?'],
  'v{1..9999}',
]) {
  test(`${glob} can be used`, () => assert.equal(globProblem(glob), undefined));
}

for (const [glob, rule] of [
  ['v[0-9', /every \[ needs its \]/],
  ['{web,api', /every \{ needs its \}/],
  ['@(web|api', /every \( needs its \)/],
  ['shop/web, shop/api', /no spaces/],
  [' shop', /no spaces/],
  ['!shop/*', /exclude/],
  ['/shop/*', /no \//],
  ['shop/', /no \//],
  ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}', /at most 256/],
] as const) {
  test(`${glob} is told as a slip`, () => assert.match(globProblem(glob) ?? '', rule));
}
