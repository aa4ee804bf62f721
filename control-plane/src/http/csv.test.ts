import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvLine } from './csv.ts';

for (const [cell, want] of [
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@sum(a)', "'@sum(a)"],
  ['\t=1', "'\t=1"],
  ['\n=1', '"\'\n=1"'],
  ['＝1', "'＝1"],
  ['=cmd|"/c calc",1', '"\'=cmd|""/c calc"",1"'],
  [undefined, ''],
  [12, '12'],
] as const) {
  test(`the cell ${JSON.stringify(cell)} becomes ${want}`, () => {
    assert.equal(csvLine([cell, 'x']), `${want},x\r\n`);
  });
}
