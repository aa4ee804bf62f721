// The order of Debian versions, `[epoch:]upstream[-revision]`, by the algorithm of Debian Policy 5.6.12.
// It does not check that a version is one Debian would accept.
import { compareDigits } from './compare-digits.ts';

interface DpkgVersion {
  readonly epoch: string;
  readonly upstream: string;
  readonly revision: string;
}

export function compareDpkg(left: string, right: string): number | undefined {
  const a = parseDpkg(left);
  const b = parseDpkg(right);
  if (a === undefined || b === undefined) return undefined;
  return (
    compareDigits(a.epoch, b.epoch) ||
    comparePart(a.upstream, b.upstream) ||
    comparePart(a.revision, b.revision)
  );
}

function parseDpkg(version: string): DpkgVersion | undefined {
  const match = /^(?:([0-9]+):)?([^\s]+)$/.exec(version.trim());
  const rest = match?.[2];
  if (rest === undefined) return undefined;
  const hyphen = rest.lastIndexOf('-');
  const upstream = hyphen < 0 ? rest : rest.slice(0, hyphen);
  return { epoch: match?.[1] ?? '', upstream, revision: hyphen < 0 ? '' : rest.slice(hyphen + 1) };
}

/** Alternates between a run of non-digits, compared by character weight, and a run of digits, compared as a number. */
function comparePart(left: string, right: string): number {
  let a = left;
  let b = right;
  while (a !== '' || b !== '') {
    const textA = /^[^0-9]*/.exec(a)?.[0] ?? '';
    const textB = /^[^0-9]*/.exec(b)?.[0] ?? '';
    const order = compareNonDigits(textA, textB);
    if (order !== 0) return order;
    const digitsA = /^[0-9]*/.exec(a.slice(textA.length))?.[0] ?? '';
    const digitsB = /^[0-9]*/.exec(b.slice(textB.length))?.[0] ?? '';
    const numberOrder = compareDigits(digitsA, digitsB);
    if (numberOrder !== 0) return numberOrder;
    a = a.slice(textA.length + digitsA.length);
    b = b.slice(textB.length + digitsB.length);
  }
  return 0;
}

function compareNonDigits(left: string, right: string): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const order = weight(left.charAt(index)) - weight(right.charAt(index));
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde sorts before the end of the text, letters before everything else. */
function weight(character: string): number {
  if (character === '') return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}
