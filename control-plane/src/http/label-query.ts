// What a filter for a label asks for. Whoever builds an image names its labels as they like, also with = in the name, so
// the text is read in every way it can be: a name alone, or a name and a value around any of its =.
import type { ImageLabel } from '../domain/inventory/image-queries.ts';

export const labelDescription = '`name` or `name=value`; a name may hold `=`';

/** A value may be base64 or a query; names with more of them than this are not looked for. */
const equalsMax = 8;

export function labelsOf(text: string | undefined): readonly ImageLabel[] | undefined {
  if (text === undefined) return undefined;
  const at = [...text.matchAll(/=/g)].slice(0, equalsMax).map(({ index }) => index);
  const pairs = at.map((equals) => ({
    name: text.slice(0, equals),
    value: text.slice(equals + 1),
  }));
  return [...pairs, { name: text }];
}
