// The order of Alpine versions, `number{.number}[letter]{_suffix[number]}[~hash][-rN]`, by the rules of apk-tools 3.
// What apk itself calls invalid is still put in an order, as apk does: after its valid beginning, an invalid
// remainder sorts before anything else.
import { compareDigits, compareText } from './compare-digits.ts';

type ApkToken =
  | { readonly kind: 'number' | 'suffix-number' | 'revision'; readonly digits: string }
  | { readonly kind: 'letter' | 'hash' | 'invalid'; readonly text: string }
  | { readonly kind: 'suffix'; readonly rank: number }
  | { readonly kind: 'end' };

// Of two versions with an equal beginning, the one whose next token comes earlier here is the later version.
const kindRank = {
  number: 0,
  letter: 1,
  suffix: 2,
  'suffix-number': 3,
  hash: 4,
  revision: 5,
  end: 6,
  invalid: 7,
};

// Ranks below zero are prereleases.
const suffixRanks: Readonly<Record<string, number>> = {
  alpha: -4,
  beta: -3,
  pre: -2,
  rc: -1,
  cvs: 1,
  svn: 2,
  git: 3,
  hg: 4,
  p: 5,
};

export function compareApk(left: string, right: string): number | undefined {
  if (left.trim() === '' || right.trim() === '') return undefined;
  const a = apkTokens(left.trim());
  const b = apkTokens(right.trim());
  for (let index = 0; ; index += 1) {
    const tokenA = a[index];
    const tokenB = b[index];
    if (tokenA === undefined || tokenB === undefined) return 0;
    const order = compareToken(tokenA, tokenB, index === 0);
    if (order !== 0) return order;
  }
}

function compareToken(a: ApkToken, b: ApkToken, first: boolean): number {
  if (a.kind !== b.kind) return compareKinds(a, b);
  if (a.kind === 'suffix' && b.kind === 'suffix') return a.rank - b.rank;
  if ('digits' in a && 'digits' in b) return compareNumbers(a, b, first);
  if ('text' in a && 'text' in b) return compareText(a.text, b.text);
  return 0;
}

function compareKinds(a: ApkToken, b: ApkToken): number {
  if (a.kind === 'suffix' && a.rank < 0) return -1;
  if (b.kind === 'suffix' && b.rank < 0) return 1;
  return kindRank[b.kind] - kindRank[a.kind];
}

/** After the first, a dotted number with a leading zero is a decimal fraction: 1.06 comes before 1.1. */
function compareNumbers(
  a: { readonly kind: string; readonly digits: string },
  b: { readonly digits: string },
  first: boolean,
): number {
  const isFraction = a.digits.startsWith('0') || b.digits.startsWith('0');
  if (a.kind === 'number' && !first && isFraction) return compareText(a.digits, b.digits);
  return compareDigits(a.digits, b.digits);
}

const tokenPattern =
  /(?<number>\.?[0-9]+)|(?<letter>[a-z])|_(?<suffix>alpha|beta|pre|rc|cvs|svn|git|hg|p)(?<suffixNumber>[0-9]*)|~(?<hash>[0-9a-f]+)|-r(?<revision>[0-9]+|$)/y;

/** The last token is always `end` or `invalid`. */
function apkTokens(version: string): readonly ApkToken[] {
  const tokens: ApkToken[] = [];
  let position = 0;
  while (position < version.length) {
    tokenPattern.lastIndex = position;
    const groups = tokenPattern.exec(version)?.groups;
    const next = groups === undefined ? [] : tokensOf(groups);
    if (!mayFollow(tokens.at(-1), next[0], version.charAt(position))) {
      return [...tokens, invalidToken(tokens, version.slice(position))];
    }
    tokens.push(...next);
    position = tokenPattern.lastIndex;
  }
  return [...tokens, { kind: 'end' }];
}

function tokensOf(groups: Readonly<Record<string, string | undefined>>): ApkToken[] {
  const { number, letter, suffix, suffixNumber, hash, revision } = groups;
  if (number !== undefined) return [{ kind: 'number', digits: number.replace('.', '') }];
  if (letter !== undefined) return [{ kind: 'letter', text: letter }];
  if (hash !== undefined) return [{ kind: 'hash', text: hash }];
  if (revision !== undefined) return [{ kind: 'revision', digits: revision }];
  const token: ApkToken = { kind: 'suffix', rank: suffixRanks[suffix ?? ''] ?? 0 };
  return suffixNumber ? [token, { kind: 'suffix-number', digits: suffixNumber }] : [token];
}

function mayFollow(
  previous: ApkToken | undefined,
  next: ApkToken | undefined,
  character: string,
): boolean {
  if (next === undefined) return false;
  if (previous === undefined) return next.kind === 'number' && character !== '.';
  if (next.kind === 'number') return previous.kind === 'number' || previous.kind === 'letter';
  if (next.kind === 'letter') return previous.kind === 'number';
  if (next.kind === 'suffix') return kindRank[previous.kind] <= kindRank['suffix-number'];
  return kindRank[previous.kind] < kindRank[next.kind];
}

/** Where the revision belongs nothing else is read, so two such remainders are equal. */
function invalidToken(tokens: readonly ApkToken[], remainder: string): ApkToken {
  const behindRevision = tokens.at(-1)?.kind === 'revision' || remainder.startsWith('-');
  return { kind: 'invalid', text: behindRevision ? '' : remainder };
}
