// Whether a licence as packages write it can be kept within a list: of `MIT OR GPL-2.0-only` one is enough, of
// `MIT AND GPL-2.0-only` both are needed. Names that are no SPDX ids are compared as they are.

/** Deeper or longer than any licence somebody meant; such a one is compared as a whole. */
const expressionLengthMax = 256;

export function licenseHolds(expression: string, isAllowed: (id: string) => boolean): boolean {
  const text = expression.trim();
  if (text.length > expressionLengthMax || isBalanced(text) === false) return isAllowed(text);
  const inner = withoutBrackets(text);
  for (const [word, combine] of [
    [' OR ', 'some'],
    [' AND ', 'every'],
  ] as const) {
    const parts = splitOutside(inner, word);
    if (parts.length > 1) return parts[combine]((part) => licenseHolds(part, isAllowed));
  }
  return isAllowed(inner) || isAllowed(inner.split(' WITH ', 1)[0] ?? inner);
}

function withoutBrackets(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  const inner = text.slice(1, -1);
  return isBalanced(inner) ? inner.trim() : text;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const letter of text) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function splitOutside(text: string, word: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0 && text.slice(at, at + word.length).toUpperCase() === word) {
      parts.push(text.slice(start, at));
      at += word.length - 1;
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}
