// Reading of JSON whose shape nobody guarantees: what is missing or of another type is simply not there.
import { isDigest } from '@harborguard/shared/oci/parse-digest.ts';
import { isTagName } from '@harborguard/shared/oci/parse-reference.ts';
import type { Delivery } from './webhook.ts';

/** Ids, names, times: none is longer in any vendor's payload. */
const textLengthMax = 2048;

export function fieldAt(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) {
      return undefined;
    }
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}

/** Undefined when it is no text, or empty. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = fieldAt(value, ...path);
  return typeof found === 'string' && found !== '' && found.length <= textLengthMax
    ? found
    : undefined;
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = fieldAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** A list as it is, anything else as a list of one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** RFC 3339 text, or a number of seconds or milliseconds since 1970. */
export function timeAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = fieldAt(value, ...path);
  if (typeof found === 'number') return timeOfNumber(found);
  const text = textAt(value, ...path);
  if (text === undefined) return undefined;
  // Java writes the zone as +0000, which is not what the parser knows.
  const time = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isFinite(time) ? time : undefined;
}

/** No registry existed in 1973, and none exists in 5138: what is smaller than this is in seconds. */
const secondsBelow = 100_000_000_000;

function timeOfNumber(number: number): number | undefined {
  if (!Number.isFinite(number) || number <= 0) return undefined;
  return Math.round(number < secondsBelow ? number * 1000 : number);
}

/** What a payload says in its field for the tag: some vendors put the digest there for an untagged push. */
export function tagOrDigest(
  tag: string | undefined,
  digest?: string,
): Pick<Delivery, 'tag' | 'digest'> {
  const named = tag?.replace(/^sha256__/, 'sha256:');
  const found = [digest, named].find((text) => text !== undefined && isDigest(text));
  return {
    ...(named !== undefined && isTagName(named) ? { tag: named } : {}),
    ...(found === undefined ? {} : { digest: found }),
  };
}

/** For a spread: the id and time of an event, as far as they are given. */
export function identity(
  id: string | undefined,
  occurredAt: number | undefined,
): Pick<Delivery, 'id' | 'occurredAt'> {
  return {
    ...(id === undefined ? {} : { id }),
    ...(occurredAt === undefined ? {} : { occurredAt }),
  };
}
