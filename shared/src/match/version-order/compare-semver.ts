// The order of semantic versions (semver.org 2.0.0, section 11) for npm, Go and crates.io, tolerant of what those
// registries really hold: a leading `v`, missing parts, more than three parts, numbers of any size.
import { compareDigits, compareLists, compareText, isDigits } from './compare-digits.ts';

interface SemverVersion {
  readonly core: readonly string[];
  readonly prerelease: readonly string[];
}

const pattern = /^[vV=]?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(.*)$/;

export function compareSemver(left: string, right: string): number | undefined {
  const a = parseSemver(left);
  const b = parseSemver(right);
  if (a === undefined || b === undefined) return undefined;
  return (
    compareLists(a.core, b.core, '', compareDigits) || comparePrerelease(a.prerelease, b.prerelease)
  );
}

function parseSemver(version: string): SemverVersion | undefined {
  const match = pattern.exec(version.trim());
  if (match === null) return undefined;
  const [, major = '', minor = '', patch = '', rest = ''] = match;
  return { core: [major, minor, patch], prerelease: prereleaseOf(rest) };
}

/** `1.2.3rc1` reads as `1.2.3-rc1`; a fourth number, `1.2.3.4`, reads as build metadata and does not count. */
function prereleaseOf(rest: string): readonly string[] {
  const text = (rest.split('+', 1)[0] ?? '').replace(/^-/, '');
  return text === '' || text.startsWith('.') ? [] : text.split('.');
}

function comparePrerelease(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) {
    return Number(left.length === 0) - Number(right.length === 0);
  }
  return compareLists<string | undefined>(left, right, undefined, compareIdentifier);
}

function compareIdentifier(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) {
    return Number(left !== undefined) - Number(right !== undefined);
  }
  const leftIsNumber = isDigits(left);
  const rightIsNumber = isDigits(right);
  if (leftIsNumber && rightIsNumber) return compareDigits(left, right);
  if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1 : 1;
  return compareText(left, right);
}
