// The order of RubyGems versions: dotted numbers and letters, where letters make a prerelease. A platform suffix
// is no part of a version and has to be gone before.
import { compareDigits, compareText, isDigits } from './compare-digits.ts';

const pattern = /^[0-9][0-9A-Za-z]*(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

export function compareRubygems(left: string, right: string): number | undefined {
  const a = segmentsOf(left);
  const b = segmentsOf(right);
  if (a === undefined || b === undefined) return undefined;
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const order = compareSegment(a[index] ?? '0', b[index] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

function segmentsOf(version: string): readonly string[] | undefined {
  const trimmed = version.trim();
  if (trimmed === '') return ['0'];
  if (!pattern.test(trimmed)) return undefined;
  const segments = trimmed.replaceAll('-', '.pre.').match(/[0-9]+|[A-Za-z]+/g) ?? [];
  return withoutIdleZeros(segments);
}

/** Drops zeros that end the number part and zeros that end the whole: 1.0.a equals 1.a. */
function withoutIdleZeros(segments: readonly string[]): readonly string[] {
  const firstText = segments.findIndex((segment) => !isDigits(segment));
  if (firstText < 0) return withoutTrailingZeros(segments);
  return [
    ...withoutTrailingZeros(segments.slice(0, firstText)),
    ...withoutTrailingZeros(segments.slice(firstText)),
  ];
}

function withoutTrailingZeros(segments: readonly string[]): readonly string[] {
  const last = segments.findLastIndex((segment) => !/^0+$/.test(segment));
  return segments.slice(0, last + 1);
}

function compareSegment(left: string, right: string): number {
  if (isDigits(left) && isDigits(right)) return compareDigits(left, right);
  if (isDigits(left) !== isDigits(right)) return isDigits(left) ? 1 : -1;
  return compareText(left, right);
}
