// JSON of senders, read strictly: UTF-8, bounded depth, and no name twice in one object. Two readers of such a body
// may see two different events, and a signature would vouch for both.
import type { WebhookBody } from './webhook.ts';

export type StrictJson =
  | { readonly kind: 'json'; readonly value: WebhookBody }
  | { readonly kind: 'invalid'; readonly reason: 'not-json' | 'duplicate-names' };

/** Payloads are a few levels deep; a deep one is made to exhaust a reader. */
const depthMax = 64;

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gs;

export function parseStrictJson(bytes: Uint8Array): StrictJson {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    return { kind: 'invalid', reason: 'not-json' };
  }
  if (typeof value !== 'object' || value === null) return { kind: 'invalid', reason: 'not-json' };
  const problem = problemOf(text);
  return problem === undefined
    ? { kind: 'json', value: value as WebhookBody }
    : { kind: 'invalid', reason: problem };
}

/** The text is known to be well formed, so names are the strings before a colon. */
function problemOf(text: string): 'not-json' | 'duplicate-names' | undefined {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : undefined);
      if (open.length > depthMax) return 'not-json';
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token === ':') {
      const names = open.at(-1);
      // `\u0061` and `a` are one name.
      const name = JSON.parse(last) as string;
      if (names?.has(name) === true) return 'duplicate-names';
      names?.add(name);
    }
    last = token;
  }
  return undefined;
}
