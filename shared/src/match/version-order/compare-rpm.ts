// The order of rpm versions, `[epoch:]version[-release]`, by rpm's own rules with `~` (before) and `^` (after).
// It knows nothing of module streams or architectures.
import { compareDigits, compareText } from './compare-digits.ts';

interface RpmVersion {
  readonly epoch: string;
  readonly version: string;
  readonly release: string | undefined;
}

export function compareRpm(left: string, right: string): number | undefined {
  const a = parseRpm(left);
  const b = parseRpm(right);
  if (a === undefined || b === undefined) return undefined;
  return (
    compareDigits(a.epoch, b.epoch) ||
    comparePart(a.version, b.version) ||
    compareRelease(a.release, b.release)
  );
}

function parseRpm(text: string): RpmVersion | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const epoch = /^([0-9]+):/.exec(trimmed)?.[1];
  const rest = epoch === undefined ? trimmed : trimmed.slice(epoch.length + 1);
  const hyphen = rest.lastIndexOf('-');
  return {
    epoch: epoch ?? '',
    version: hyphen < 0 ? rest : rest.slice(0, hyphen),
    release: hyphen < 0 ? undefined : rest.slice(hyphen + 1),
  };
}

/** A version without a release comes before the same version with any, even an empty one. */
function compareRelease(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) {
    return Number(left !== undefined) - Number(right !== undefined);
  }
  return comparePart(left, right);
}

// Separators and letters outside ASCII only part the segments from each other.
const segmentPattern = /[0-9]+|[A-Za-z]+|~|\^/g;

function comparePart(left: string, right: string): number {
  const a = left.match(segmentPattern) ?? [];
  const b = right.match(segmentPattern) ?? [];
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const order = compareSegment(a[index], b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareSegment(left: string | undefined, right: string | undefined): number {
  const rankOrder = segmentRank(left) - segmentRank(right);
  if (rankOrder !== 0 || left === undefined || right === undefined) return rankOrder;
  return /^[0-9]/.test(left) ? compareDigits(left, right) : compareText(left, right);
}

/** Tilde, then the end, then caret, then letters, then digits. */
function segmentRank(segment: string | undefined): number {
  if (segment === undefined) return 1;
  if (segment === '~') return 0;
  if (segment === '^') return 2;
  return /^[0-9]/.test(segment) ? 4 : 3;
}
