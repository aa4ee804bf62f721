// Whether the identity in a certificate is the one somebody configured. Anchored at both ends: a pattern that matched
// in the middle would let `https://evil.example/?https://github.com/acme/…` through.

/** `*` stands for any run of characters, also an empty one; everything else is itself. */
export function matchesIdentity(pattern: string, identity: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (!identity.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return identity === pattern;
  let position = first.length;
  for (const part of rest) {
    const found = identity.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return identity.length - last.length >= position && identity.endsWith(last);
}
