import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cvssSeverity } from './cvss-severity.ts';

const vectors = [
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3, 'critical', 'CVSS:4.0'],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8, 'critical', 'CVSS:3.1'],
  ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 7.5, 'high', 'CVSS:3.0'],
  ['CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', 3.1, 'low', 'CVSS:3.1'],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0, 'negligible', 'CVSS:3.1'],
  ['AV:N/AC:L/Au:N/C:P/I:P/A:P', 7.5, 'high', 'CVSS:2.0'],
  ['(AV:N/AC:M/Au:N/C:N/I:P/A:N)', 4.3, 'medium', 'CVSS:2.0'],
] as const;

for (const [vector, score, level, origin] of vectors) {
  test(`${vector} scores ${score}`, () => {
    assert.deepEqual(cvssSeverity(vector), { score, level, origin, vector });
  });
}

test('what is not a whole vector has no severity', () => {
  const broken = [
    '',
    '7.5',
    'CVSS:3.1/AV:N',
    'CVSS:3.1/AV:X/AC:L',
    'CVSS:9.9/AV:N',
    `CVSS:3.1/${'A'.repeat(600)}`,
  ];
  for (const vector of broken) assert.equal(cvssSeverity(vector), undefined, vector);
});
