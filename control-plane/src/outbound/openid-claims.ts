// What providers say of a person, read without trust in its form.

type Claims = Readonly<Record<string, unknown>>;

/** A person of a large company is in some hundred groups. */
const groupsMax = 2000;
const textLengthMax = 256;

/** By its whole name, which may be an address with dots in it, else as a path: `realm_access.roles`. */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Claims)[step];
  }
  return value;
}

/** A list, or one group alone as some providers write it. */
export function groupsIn(claims: Claims, name: string): readonly string[] {
  const value = claimAt(claims, name);
  const items = Array.isArray(value) ? value.slice(0, groupsMax) : [value];
  return items.filter((item): item is string => typeof item === 'string' && item !== '');
}

export function textIn(claims: Claims, name: string): string | undefined {
  const value = claims[name];
  return typeof value === 'string' && value !== '' && value.length <= textLengthMax
    ? value
    : undefined;
}
