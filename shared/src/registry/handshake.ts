// The way into a registry, as pure steps over an injected `send`:
//
//   1. probeRegistry  GET /v2/ without credentials; its answer says whether this is a registry and what it wants
//   2. judgeRealm     a token service is trusted only when it belongs to the registry
//   3. fetchToken     the credential is traded for a token of one scope
//
// What to do with the result (remember, retry, report) is the caller's business.
import type { ErrorCode } from '../errors/error-table.ts';
import { bareMediaType } from '../oci/media-types.ts';
import { registryErrorCode } from '../oci/registry-error-code.ts';
import { type ChosenChallenge, chooseChallenge } from './choose-challenge.ts';
import { judgeRealm } from './judge-realm.ts';
import { parseChallenges } from './parse-challenges.ts';
import { headerLine, headerLines, type RegistryResponse, type Send } from './registry-exchange.ts';
import {
  parseTokenReply,
  type TokenCredential,
  type TokenReply,
  tokenRequest,
} from './token-exchange.ts';

export interface Refusal {
  readonly kind: 'refused';
  readonly code: ErrorCode;
  /** Facts for the reader; never a secret. */
  readonly details: Readonly<Record<string, string>>;
}

export type ProbeOutcome =
  /** `/v2/` answers without credentials; a challenge beside it says that they may add rights. */
  | { readonly kind: 'open'; readonly challenge: ChosenChallenge }
  | { readonly kind: 'challenged'; readonly challenge: ChosenChallenge }
  | Refusal;

/** Step 1. The slash at the end matters: some registries redirect without it. */
export async function probeRegistry(
  registryUrl: string,
  send: Send,
  authorization?: string,
): Promise<ProbeOutcome> {
  const response = await send({
    method: 'GET',
    url: `${registryUrl}/v2/`,
    ...(authorization === undefined ? {} : { authorization }),
  });
  // A challenge of another host, reached by a redirect, is not the registry's.
  const own = new URL(response.url).origin === new URL(registryUrl).origin;
  const challenge: ChosenChallenge = own ? challengeOf(response) : { kind: 'none' };
  if (response.status === 200) return openOrStranger(response, challenge);
  if (response.status === 401 && own) return { kind: 'challenged', challenge };
  const context = {
    resource: 'ping',
    anonymous: authorization === undefined,
    accepted: false,
  } as const;
  const code = registryErrorCode(response.status, response.body, context);
  return refusal(code, { status: String(response.status) });
}

export function challengeOf(response: Pick<RegistryResponse, 'headers'>): ChosenChallenge {
  return chooseChallenge(parseChallenges(headerLines(response.headers, 'www-authenticate')));
}

/** Web applications answer every path with a page. */
function openOrStranger(response: RegistryResponse, challenge: ChosenChallenge): ProbeOutcome {
  const type = bareMediaType(headerLine(response.headers, 'content-type'));
  if (type === 'text/html' || type === 'application/xhtml+xml') {
    return refusal('NOT_A_REGISTRY', { status: '200', contentType: type });
  }
  return { kind: 'open', challenge };
}

export type TokenOutcome = Extract<TokenReply, { kind: 'token' }> | Refusal;

export interface TokenPurpose {
  readonly registryUrl: string;
  readonly challenge: Extract<ChosenChallenge, { kind: 'bearer' }>;
  readonly scopes: readonly string[];
  readonly credential: TokenCredential;
  readonly trustedHosts?: readonly string[];
}

/** Steps 2 and 3. Nothing at all is sent to a realm that is refused. */
export async function fetchToken(purpose: TokenPurpose, send: Send): Promise<TokenOutcome> {
  const { challenge, registryUrl, scopes, credential, trustedHosts } = purpose;
  const verdict = judgeRealm({
    registryUrl,
    realm: challenge.realm,
    ...(trustedHosts === undefined ? {} : { trustedHosts }),
  });
  if (verdict.kind === 'refused') {
    return refusal('REALM_REFUSED', { realmHost: verdict.realmHost, reason: verdict.reason });
  }
  const service = challenge.service === undefined ? {} : { service: challenge.service };
  const response = await send(
    tokenRequest({ realm: verdict.realm, ...service, scopes, credential }),
  );
  const details = { realmHost: new URL(verdict.realm).host, status: String(response.status) };
  if (response.status !== 200) {
    const anonymous = credential.kind === 'anonymous';
    const context = { resource: 'token', anonymous, accepted: false } as const;
    return refusal(registryErrorCode(response.status, response.body, context), details);
  }
  const reply = parseTokenReply(response.body);
  return reply.kind === 'token'
    ? reply
    : refusal('REGISTRY_RESPONSE_INVALID', { ...details, reason: reply.reason });
}

function refusal(code: ErrorCode, details: Readonly<Record<string, string>>): Refusal {
  return { kind: 'refused', code, details };
}
