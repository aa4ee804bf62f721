// The identity token Google's Pub/Sub brings along. Who it is made out to and for is settled first, so that nobody
// can make us fetch keys with a token of their own; a good signature alone proves only that Google signed something.
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { parseJsonObject } from '@harborguard/shared/oci/parse-json.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import { equalText } from './compare-secrets.ts';
import { fieldAt, textAt } from './json-fields.ts';

/** Google's public keys by their ids. Throws when they cannot be had. */
export type FetchTokenKeys = () => Promise<ReadonlyMap<string, JsonWebKey>>;

export interface ExpectedToken {
  readonly email: string;
  readonly audience: string;
}

const issuers = ['https://accounts.google.com', 'accounts.google.com'];
/** Tokens live for an hour at most; clocks differ. */
const skewMs = 60_000;
const lifetimeMsMax = 3_600_000 + skewMs;
const tokenLengthMax = 8192;
/** Google changes its keys about once a week and publishes new ones ahead. */
const keysKeptMs = 3_600_000;
/** A token with an unknown key id asks for them again, but not more often than this. */
const keysPauseMs = 60_000;

export interface TokenVerifier {
  isValid(token: string, expected: ExpectedToken): Promise<boolean>;
}

export function createGoogleTokenVerifier(clock: Clock, fetchKeys: FetchTokenKeys): TokenVerifier {
  let kept: { readonly keys: ReadonlyMap<string, JsonWebKey>; readonly at: number } | undefined;
  let fetching: Promise<void> | undefined;
  const refresh = async (): Promise<void> => {
    const keys = await fetchKeys();
    kept = { keys, at: clock.monotonicMs() };
  };
  const keyOf = async (id: string): Promise<JsonWebKey | undefined> => {
    const age = kept === undefined ? Number.POSITIVE_INFINITY : clock.monotonicMs() - kept.at;
    const isStale = age > keysKeptMs || (kept?.keys.has(id) !== true && age > keysPauseMs);
    if (isStale) {
      fetching ??= refresh().finally(() => {
        fetching = undefined;
      });
      await fetching;
    }
    return kept?.keys.get(id);
  };
  return {
    isValid: async (token, expected) => {
      const parts = partsOf(token);
      if (parts === undefined || !isFor(parts.claims, expected, clock.now())) return false;
      const key = await keyOf(parts.keyId);
      return key !== undefined && isSigned(parts, key);
    },
  };
}

interface TokenParts {
  readonly keyId: string;
  readonly claims: unknown;
  readonly signed: string;
  readonly signature: Uint8Array;
}

function partsOf(token: string): TokenParts | undefined {
  const [, head = '', body = '', signature = ''] =
    token.length > tokenLengthMax ? [] : (/^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token) ?? []);
  const header = parseJsonObject(Buffer.from(head, 'base64url'));
  const claims = parseJsonObject(Buffer.from(body, 'base64url'));
  if (header.kind === 'invalid' || claims.kind === 'invalid') return undefined;
  const keyId = textAt(header.value, 'kid');
  // Named by us: a token must not choose how it is checked.
  if (keyId === undefined || textAt(header.value, 'alg') !== 'RS256') return undefined;
  return {
    keyId,
    claims: claims.value,
    signed: `${head}.${body}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function isFor(claims: unknown, { email, audience }: ExpectedToken, now: number): boolean {
  const expires = fieldAt(claims, 'exp');
  if (typeof expires !== 'number') return false;
  const leftMs = expires * 1000 - now;
  const isTimely = leftMs > -skewMs && leftMs <= lifetimeMsMax;
  return (
    isTimely &&
    issuers.includes(textAt(claims, 'iss') ?? '') &&
    fieldAt(claims, 'email_verified') === true &&
    equalText(textAt(claims, 'email') ?? '', email) &&
    equalText(textAt(claims, 'aud') ?? '', audience)
  );
}

function isSigned({ signed, signature }: TokenParts, key: JsonWebKey): boolean {
  if (key['kty'] !== 'RSA') return false;
  const publicKey = createPublicKey({ key, format: 'jwk' });
  return verify('RSA-SHA256', Buffer.from(signed), publicKey, signature);
}
