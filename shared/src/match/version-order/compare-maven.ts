// The order of Maven versions by the published version order specification (maven.apache.org/pom.html): tokens with
// a prefix, trimmed of what means nothing, then compared one by one.
import { compareDigits, compareText, isDigits } from './compare-digits.ts';

interface MavenToken {
  readonly prefix: '.' | '-';
  readonly value: string;
}

const qualifiers = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const synonyms: Readonly<Record<string, string>> = { cr: 'rc', final: '', ga: '', release: '' };
const shortQualifiers: Readonly<Record<string, string>> = {
  a: 'alpha',
  b: 'beta',
  m: 'milestone',
};

export function compareMaven(left: string, right: string): number | undefined {
  if (left.trim() === '' || right.trim() === '') return undefined;
  const a = trimTokens(mavenTokens(left));
  const b = trimTokens(mavenTokens(right));
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const tokenA = a[index] ?? paddingFor(b[index]);
    const tokenB = b[index] ?? paddingFor(a[index]);
    const order = compareToken(tokenA, tokenB);
    if (order !== 0) return order;
  }
  return 0;
}

function paddingFor(other: MavenToken | undefined): MavenToken {
  const prefix = other?.prefix ?? '.';
  return { prefix, value: prefix === '.' && isDigits(other?.value ?? '') ? '0' : '' };
}

function mavenTokens(version: string): MavenToken[] {
  const tokens: MavenToken[] = [];
  for (const piece of version
    .trim()
    .toLowerCase()
    .split(/(?=[.-])/)) {
    const isSeparated = /^[.-]/.test(piece);
    const prefix = piece.startsWith('-') ? '-' : '.';
    tokens.push(...tokensOfPiece(isSeparated ? piece.slice(1) : piece, prefix));
  }
  return tokens;
}

/** A change between digits and letters parts a piece as a hyphen would. */
function tokensOfPiece(piece: string, prefix: '.' | '-'): MavenToken[] {
  const parts = piece.match(/[0-9]+|[^0-9]+/g) ?? ['0'];
  return parts.map((part, index) => ({
    prefix: index === 0 ? prefix : '-',
    value: canonicalValue(part, isDigits(parts[index + 1] ?? '')),
  }));
}

function canonicalValue(part: string, followedByDigits: boolean): string {
  if (isDigits(part)) return part.replace(/^0+(?=[0-9])/, '');
  const short = followedByDigits ? shortQualifiers[part] : undefined;
  return short ?? synonyms[part] ?? part;
}

/** Removes null values from the end and from before each hyphen: 1.0.0-foo.0.0 becomes 1-foo. */
function trimTokens(tokens: readonly MavenToken[]): readonly MavenToken[] {
  const kept: MavenToken[] = [];
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index];
    if (token === undefined) continue;
    const next = kept.at(-1);
    const isLastOfGroup = next === undefined || next.prefix === '-';
    if (index > 0 && isLastOfGroup && isNullValue(token.value)) continue;
    kept.push(token);
  }
  return kept.reverse();
}

function isNullValue(value: string): boolean {
  return value === '0' || value === '';
}

function compareToken(a: MavenToken, b: MavenToken): number {
  const aIsNumber = isDigits(a.value);
  const bIsNumber = isDigits(b.value);
  if (aIsNumber && bIsNumber) {
    return a.prefix === b.prefix ? compareDigits(a.value, b.value) : a.prefix === '-' ? -1 : 1;
  }
  if (aIsNumber !== bIsNumber) return aIsNumber ? 1 : -1;
  return compareQualifiers(a, b);
}

function compareQualifiers(a: MavenToken, b: MavenToken): number {
  if (a.prefix !== b.prefix && a.value !== '' && b.value !== '') return a.prefix === '.' ? -1 : 1;
  return qualifierRank(a.value) - qualifierRank(b.value) || compareText(a.value, b.value);
}

function qualifierRank(value: string): number {
  const rank = qualifiers.indexOf(value);
  return rank < 0 ? qualifiers.length : rank;
}
