// The order of Packagist versions, as PHP's version_compare defines it: parts are numbers or stability names.
// Branch names such as `dev-main` sort before every number.
import { compareDigits, isDigits } from './compare-digits.ts';

// Longer names first: a part counts as the first name it begins with. `#` stands for any number.
const stabilities: readonly (readonly [string, number])[] = [
  ['dev', 0],
  ['alpha', 1],
  ['a', 1],
  ['beta', 2],
  ['b', 2],
  ['rc', 3],
  ['#', 4],
  ['pl', 5],
  ['p', 5],
];
const numberRank = 4;

export function comparePackagist(left: string, right: string): number | undefined {
  const a = partsOf(left);
  const b = partsOf(right);
  if (a.length === 0 || b.length === 0) return undefined;
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const order = comparePart(a[index], b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function partsOf(version: string): readonly string[] {
  const text = version.trim().toLowerCase().replace(/^v/, '');
  return text.match(/[0-9]+|[a-z]+|#/g) ?? [];
}

function comparePart(left: string | undefined, right: string | undefined): number {
  if (left === undefined) return right === undefined ? 0 : -compareWithEnd(right);
  if (right === undefined) return compareWithEnd(left);
  if (isDigits(left) && isDigits(right)) return compareDigits(left, right);
  return stabilityRank(left) - stabilityRank(right);
}

function compareWithEnd(part: string): number {
  return isDigits(part) ? 1 : stabilityRank(part) - numberRank;
}

function stabilityRank(part: string): number {
  if (isDigits(part)) return numberRank;
  return stabilities.find(([name]) => part.startsWith(name))?.[1] ?? -1;
}
