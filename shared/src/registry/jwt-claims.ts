// What a JSON Web Token says about itself. It is read, never verified: good for keeping a token no longer than it lives
// and for telling tokens apart, not for trusting anybody.

/** Entra tokens with many groups reach some KiB; what is longer is no token. */
const tokenLengthMax = 32 * 1024;

export type JwtClaims = Readonly<Record<string, unknown>>;

/** Undefined when the text is no such token. */
export function jwtClaims(token: string): JwtClaims | undefined {
  const payload = token.length > tokenLengthMax ? undefined : token.split('.', 3)[1];
  if (payload === undefined || !/^[A-Za-z0-9_-]+=*$/.test(payload)) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const isObject = typeof claims === 'object' && claims !== null && !Array.isArray(claims);
    return isObject ? (claims as JwtClaims) : undefined;
  } catch {
    return undefined;
  }
}

/** By the issuer's own clock, from issue to expiry; undefined when the token does not say both. */
export function jwtLifetimeSeconds(token: string): number | undefined {
  const claims = jwtClaims(token);
  const expiresAt = claims?.['exp'];
  const issuedAt = claims?.['iat'] ?? claims?.['nbf'];
  if (typeof expiresAt !== 'number' || typeof issuedAt !== 'number') return undefined;
  return expiresAt > issuedAt ? expiresAt - issuedAt : undefined;
}
