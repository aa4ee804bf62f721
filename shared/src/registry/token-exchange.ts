// What is sent to a token service and what its reply means. Nothing is sent here, and no realm is judged.
// https://distribution.github.io/distribution/spec/auth/token/
import { parseJsonObject } from '../oci/parse-json.ts';
import { jwtLifetimeSeconds } from './jwt-claims.ts';
import type { RegistryRequest } from './registry-exchange.ts';

/** A token's life when the service does not say, and the least that is believed: the specification's 60 seconds. */
const lifetimeSecondsMin = 60;
/** Nothing is kept longer, whatever the service says: rights change. */
const lifetimeSecondsMax = 24 * 60 * 60;
/** Tokens with long access lists reach some KiB; a header of more is refused by servers anyway. */
const tokenLengthMax = 32 * 1024;
/** A token is renewed this early, so that it does not run out on the way. */
const earlyShare = 0.1;
const earlyMsMin = 5000;

/** Names us to token services that require a client name. */
const clientName = 'harborguard';

/** What a source of credentials found. Kept in memory only. */
export type TokenCredential =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'password';
      readonly username: string;
      readonly password: string;
      /** The third part of temporary AWS keys; the other two are user name and password. */
      readonly sessionToken?: string;
    }
  | { readonly kind: 'identity-token'; readonly token: string };

export interface TokenQuestion {
  /** Judged and trusted. */
  readonly realm: string;
  readonly service?: string;
  /** `repository:name:pull`; none for a mere login. */
  readonly scopes: readonly string[];
  readonly credential: TokenCredential;
}

export function tokenRequest(question: TokenQuestion): RegistryRequest {
  return question.credential.kind === 'identity-token'
    ? refreshRequest(question, question.credential.token)
    : basicRequest(question);
}

function basicRequest({ realm, service, scopes, credential }: TokenQuestion): RegistryRequest {
  // The realm may have a query of its own, which stays.
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.append('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const request: RegistryRequest = { method: 'GET', url: url.href };
  if (credential.kind !== 'password') return request;
  return { ...request, authorization: basicAuthorization(credential) };
}

function refreshRequest({ realm, service, scopes }: TokenQuestion, token: string): RegistryRequest {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: clientName,
    refresh_token: token,
  });
  if (service !== undefined) form.set('service', service);
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  return {
    method: 'POST',
    url: realm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  };
}

/** UTF-8, as RFC 7617 recommends. */
export function basicAuthorization(credential: { username: string; password: string }): string {
  const pair = Buffer.from(`${credential.username}:${credential.password}`, 'utf8');
  return `Basic ${pair.toString('base64')}`;
}

export type TokenReply =
  | {
      readonly kind: 'token';
      readonly token: string;
      readonly lifetimeMs: number;
      /** After this long a new one should be fetched. */
      readonly refreshAfterMs: number;
    }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Counted from the moment of the reply: the service's own clock may be wrong. */
export function parseTokenReply(body: Uint8Array): TokenReply {
  const json = parseJsonObject(body);
  if (json.kind === 'invalid') return { kind: 'invalid', reason: 'the reply is no JSON object' };
  const token = [json.value['token'], json.value['access_token']].find(isUsableToken);
  if (token === undefined) return { kind: 'invalid', reason: 'the reply holds no usable token' };
  // Azure leaves the field out, and says in the token itself that it lives for more than an hour.
  const expiresIn = json.value['expires_in'] ?? jwtLifetimeSeconds(token);
  const lifetimeMs = lifetimeSeconds(expiresIn) * 1000;
  const refreshAfterMs = lifetimeMs - Math.max(lifetimeMs * earlyShare, earlyMsMin);
  return { kind: 'token', token, lifetimeMs, refreshAfterMs };
}

function isUsableToken(value: unknown): value is string {
  // Printable ASCII only: anything else could break out of the header it is sent in.
  return (
    typeof value === 'string' && value.length <= tokenLengthMax && /^[\x21-\x7e]+$/.test(value)
  );
}

function lifetimeSeconds(expiresIn: unknown): number {
  const seconds = Number(expiresIn ?? Number.NaN);
  if (!Number.isFinite(seconds)) return lifetimeSecondsMin;
  return Math.min(Math.max(seconds, lifetimeSecondsMin), lifetimeSecondsMax);
}
