// The order of Python versions by PEP 440, with the order of the older setuptools for versions that do not follow it:
// those are comparable among themselves and sort before every proper version.
import { compareDigits, compareLists, compareText, isDigits } from './compare-digits.ts';

const pattern =
  /^v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\.[0-9]+)*)(?:[-_.]?(?<preName>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>[0-9]*))?(?:-(?<implicitPost>[0-9]+)|(?<post>[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>[0-9]*)))?(?<dev>[-_.]?dev[-_.]?(?<devNumber>[0-9]*))?(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

interface PythonVersion {
  readonly epoch: string;
  readonly release: readonly string[];
  /** Where the version stands around its plain release, in the order the specification gives. */
  readonly preRank: number;
  readonly preNumber: string;
  readonly post: string | undefined;
  readonly dev: string | undefined;
  readonly local: readonly string[] | undefined;
}

export function comparePep440(left: string, right: string): number | undefined {
  const textA = left.trim().toLowerCase();
  const textB = right.trim().toLowerCase();
  if (textA === '' || textB === '') return undefined;
  const a = parsePython(textA);
  const b = parsePython(textB);
  if (a !== undefined && b !== undefined) return compareParsed(a, b);
  if (a !== undefined || b !== undefined) return a === undefined ? -1 : 1;
  return compareLegacy(textA, textB);
}

function parsePython(text: string): PythonVersion | undefined {
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const post = groups['implicitPost'] ?? (groups['post'] && (groups['postNumber'] || '0'));
  const dev = groups['dev'] && (groups['devNumber'] || '0');
  return {
    epoch: groups['epoch'] ?? '0',
    release: (groups['release'] ?? '').split('.'),
    preRank: preRankOf(groups['preName'], post === undefined && dev !== undefined),
    preNumber: groups['preNumber'] ?? '',
    post: post || undefined,
    dev: dev || undefined,
    local: groups['local']?.split(/[-_.]/),
  };
}

/** A development release of nothing else comes even before alpha. */
function preRankOf(name: string | undefined, isOnlyDev: boolean): number {
  if (name === undefined) return isOnlyDev ? 0 : 4;
  if (name.startsWith('a')) return 1;
  return name.startsWith('b') ? 2 : 3;
}

function compareParsed(a: PythonVersion, b: PythonVersion): number {
  return (
    compareDigits(a.epoch, b.epoch) ||
    compareLists(a.release, b.release, '', compareDigits) ||
    a.preRank - b.preRank ||
    compareDigits(a.preNumber, b.preNumber) ||
    compareOptional(a.post, b.post, -1) ||
    compareOptional(a.dev, b.dev, 1) ||
    compareLocal(a.local, b.local)
  );
}

/** `absent` is the place of a missing number: -1 before every number, 1 after every number. */
function compareOptional(
  left: string | undefined,
  right: string | undefined,
  absent: number,
): number {
  if (left !== undefined && right !== undefined) return compareDigits(left, right);
  if (left === right) return 0;
  return left === undefined ? absent : -absent;
}

function compareLocal(
  left: readonly string[] | undefined,
  right: readonly string[] | undefined,
): number {
  if (left === undefined || right === undefined) {
    return Number(left !== undefined) - Number(right !== undefined);
  }
  return compareLists<string | undefined>(left, right, undefined, compareLocalPart);
}

function compareLocalPart(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) {
    return Number(left !== undefined) - Number(right !== undefined);
  }
  if (isDigits(left) && isDigits(right)) return compareDigits(left, right);
  if (isDigits(left) !== isDigits(right)) return isDigits(left) ? 1 : -1;
  return compareText(left, right);
}

const legacyNames: Readonly<Record<string, string>> = {
  pre: 'c',
  preview: 'c',
  rc: 'c',
  dev: '@',
  '-': 'final-',
};

function compareLegacy(left: string, right: string): number {
  return compareLists<string | undefined>(
    legacyParts(left),
    legacyParts(right),
    undefined,
    compareLegacyPart,
  );
}

function compareLegacyPart(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) {
    return Number(left !== undefined) - Number(right !== undefined);
  }
  return compareText(left, right);
}

/** Numbers are padded so that text order is number order; words get a star, which sorts before any digit. */
function legacyParts(version: string): readonly string[] {
  const parts: string[] = [];
  for (const piece of version.match(/[0-9]+|[a-z]+|-|[^0-9a-z.-]+/g) ?? []) {
    if (isDigits(piece)) {
      parts.push(piece.padStart(32, '0'));
      continue;
    }
    const part = `*${legacyNames[piece] ?? piece}`;
    if (part < '*final') dropFromEnd(parts, '*final-');
    dropFromEnd(parts, '0'.repeat(32));
    parts.push(part);
  }
  return [...parts, '*final'];
}

function dropFromEnd(parts: string[], value: string): void {
  while (parts.at(-1) === value) parts.pop();
}
