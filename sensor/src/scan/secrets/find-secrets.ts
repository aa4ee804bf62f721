// Secrets in a text, by the rules for every text and by those for files whose name says what they hold. What it gives
// names the secret itself: it is for marking the place and for striking it out, and must not leave the caller.
import type { FoundSecret } from './found-secret.ts';
import { passwordsIn } from './password-files.ts';
import { type SecretRule, secretOf, secretRules } from './secret-rules.ts';

/** Enough to act upon; a text of nothing but tokens is a list of them. */
const foundMax = 50;
/** A text made to look like secrets must not cost more than reading it. */
const candidatesMax = 500;
/** A name and its secret stand on lines next to each other. */
const companionCharacters = 300;

const allMarks = new RegExp(
  [...new Set(secretRules.flatMap(({ marks }) => marks))]
    .map((mark) => mark.replace(/[.\\/]/g, '\\$&'))
    .join('|'),
);

/** `path`: of the file the text is, if it is one. In the order of the text. */
export function findSecrets(text: string, path?: string): readonly FoundSecret[] {
  const found = path === undefined ? [] : [...passwordsIn(path, text)];
  if (allMarks.test(text)) {
    for (const rule of secretRules) {
      if (rule.marks.some((mark) => text.includes(mark))) found.push(...matchesOf(rule, text));
    }
  }
  return found.sort((a, b) => a.start - b.start).slice(0, foundMax);
}

function* matchesOf(rule: SecretRule, text: string): Iterable<FoundSecret> {
  let candidates = 0;
  for (const match of text.matchAll(rule.pattern)) {
    candidates += 1;
    if (candidates > candidatesMax) return;
    if (!rule.accepts(match)) continue;
    const place = rule.companion === undefined ? placeOf(rule, match) : companionOf(rule, match);
    if (place !== undefined) yield { rule: rule.id, ...place, isRandom: true };
  }
}

function placeOf({ goesOn }: SecretRule, match: RegExpExecArray) {
  const start = match.index + match[0].lastIndexOf(secretOf(match));
  const end = start + secretOf(match).length;
  if (goesOn === undefined) return { start, end };
  goesOn.lastIndex = end;
  return { start, end: end + (goesOn.exec(match.input)?.[0].length ?? 0) };
}

function companionOf({ companion }: SecretRule, match: RegExpExecArray) {
  const from = Math.max(0, match.index - companionCharacters);
  const to = match.index + match[0].length + companionCharacters;
  const found = companion?.exec(match.input.slice(from, to));
  if (found === undefined || found === null) return undefined;
  return { start: from + found.index, end: from + found.index + found[0].length };
}
