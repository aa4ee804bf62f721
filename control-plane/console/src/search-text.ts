// What an address may carry: only the names a page knows, each of its kind, whatever somebody has typed there.

/** Longer filters are refused by the API too. */
const textLengthMax = 300;

type Kind = 'text' | 'page' | 'flag';
type Value<Of extends Kind> = Of extends 'page' ? number : Of extends 'flag' ? boolean : string;
export type Search<Shape extends Readonly<Record<string, Kind>>> = {
  [Name in keyof Shape]?: Value<Shape[Name]>;
};

export function readSearch<const Shape extends Readonly<Record<string, Kind>>>(
  search: Readonly<Record<string, unknown>>,
  shape: Shape,
): Search<Shape> {
  const known = Object.entries(shape).flatMap(([name, kind]) => {
    const value = readValue(search[name], kind);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(known) as Search<Shape>;
}

function readValue(value: unknown, kind: Kind): string | number | boolean | undefined {
  if (kind === 'flag') return value === true || value === 'true' ? true : undefined;
  if (kind === 'page') {
    const page = Number(value);
    return Number.isInteger(page) && page > 1 && page <= 1_000_000 ? page : undefined;
  }
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return text === '' || text.length > textLengthMax ? undefined : text;
}
