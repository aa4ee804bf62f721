// Holds every order to the vectors of osv-scalibr (google/osv-scalibr, semantic/testdata), line by line.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { compareApk } from './compare-apk.ts';
import type { VersionOrder } from './compare-digits.ts';
import { compareDpkg } from './compare-dpkg.ts';
import { compareMaven } from './compare-maven.ts';
import { compareNuget } from './compare-nuget.ts';
import { comparePackagist } from './compare-packagist.ts';
import { comparePep440 } from './compare-pep440.ts';
import { compareRpm } from './compare-rpm.ts';
import { compareRubygems } from './compare-rubygems.ts';
import { compareSemver } from './compare-semver.ts';

interface VectorFile {
  readonly file: string;
  readonly order: VersionOrder;
  readonly lines: number;
  readonly exceptions?: readonly string[];
}

const folder = fileURLToPath(
  new URL('../../../../../shared/fixtures/version-order/', import.meta.url),
);
const skip = existsSync(folder) ? false : 'the version order vectors are not on this machine';

const files: readonly VectorFile[] = [
  {
    file: 'alpine-versions.txt',
    order: compareApk,
    lines: 778,
    // Both are invalid to apk, and nothing ever carries them; releases of apk disagree about such remainders.
    exceptions: ['1-r0-1 = 1-r-2'],
  },
  { file: 'alpine-versions-generated.txt', order: compareApk, lines: 13_979 },
  { file: 'debian-versions.txt', order: compareDpkg, lines: 30 },
  { file: 'debian-versions-generated.txt', order: compareDpkg, lines: 14_442 },
  { file: 'maven-versions.txt', order: compareMaven, lines: 102 },
  { file: 'maven-versions-generated.txt', order: compareMaven, lines: 14_752 },
  { file: 'nuget-versions.txt', order: compareNuget, lines: 35 },
  { file: 'packagist-versions.txt', order: comparePackagist, lines: 95 },
  {
    file: 'packagist-versions-generated.txt',
    order: comparePackagist,
    lines: 10_630,
    // PHP does not know stability names in capitals; Composer lowers them before it compares, and so does this order.
    exceptions: [
      'v1.9.0-ALPHA.1 = v1.9.0-BETA.1',
      'v1.9.0-BETA.1 < v1.9.0-ALPHA.2',
      'v1.9.0-ALPHA.2 = v1.9.0-BETA.2',
    ],
  },
  { file: 'pypi-versions.txt', order: comparePep440, lines: 37 },
  { file: 'pypi-versions-generated.txt', order: comparePep440, lines: 12_375 },
  { file: 'redhat-versions.txt', order: compareRpm, lines: 165 },
  { file: 'rubygems-versions.txt', order: compareRubygems, lines: 25 },
  { file: 'rubygems-versions-generated.txt', order: compareRubygems, lines: 4098 },
  { file: 'semver-versions.txt', order: compareSemver, lines: 86 },
];

for (const { file, order, lines, exceptions = [] } of files) {
  test(`every line of ${file} is ordered right in both directions`, { skip }, () => {
    const vectors = readVectors(file);

    const wrong = vectors.filter((line) => !isOrderedRight(line, order));

    assert.equal(vectors.length, lines);
    assert.deepEqual(wrong, exceptions);
  });
}

function readVectors(file: string): readonly string[] {
  const lines = readFileSync(`${folder}${file}`, 'utf8').split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:#|\/\/)/.test(line));
}

function isOrderedRight(line: string, order: VersionOrder): boolean {
  const [, left = '', sign = '', right = ''] = /^(.*?) ([<=>]) (.*)$/.exec(line) ?? [];
  const forth = Math.sign(order(left, right) ?? Number.NaN);
  const back = Math.sign(order(right, left) ?? Number.NaN);
  const expected = ['<', '=', '>'].indexOf(sign) - 1;
  return forth === expected && forth + back === 0;
}
