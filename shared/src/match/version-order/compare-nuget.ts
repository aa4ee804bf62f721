// The order of NuGet versions: semantic versions with a fourth number and prerelease labels without regard to case.
import { compareDigits, compareLists, compareText, isDigits } from './compare-digits.ts';

const pattern = /^[vV]?([0-9]+(?:\.[0-9]+){0,3})(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/;

export function compareNuget(left: string, right: string): number | undefined {
  const a = pattern.exec(left.trim());
  const b = pattern.exec(right.trim());
  if (a === null || b === null) return undefined;
  const coreOrder = compareLists(split(a[1]), split(b[1]), '', compareDigits);
  if (coreOrder !== 0) return coreOrder;
  if (a[2] === undefined || b[2] === undefined) {
    return Number(a[2] === undefined) - Number(b[2] === undefined);
  }
  return compareLists<string | undefined>(split(a[2]), split(b[2]), undefined, compareLabel);
}

function split(text: string | undefined): readonly string[] {
  return (text ?? '').toLowerCase().split('.');
}

function compareLabel(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) {
    return Number(left !== undefined) - Number(right !== undefined);
  }
  if (isDigits(left) && isDigits(right)) return compareDigits(left, right);
  if (isDigits(left) !== isDigits(right)) return isDigits(left) ? -1 : 1;
  return compareText(left, right);
}
