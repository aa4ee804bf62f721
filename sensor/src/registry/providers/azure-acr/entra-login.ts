// The first hop of a login by identity: an access token of Entra is traded at the registry for a refresh token of the
// registry. The second hop, to a token for one repository, is the plain token service. Nothing is sent elsewhere.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { registryErrorCode } from '@harborguard/shared/oci/registry-error-code.ts';
import { jwtClaims, jwtLifetimeSeconds } from '@harborguard/shared/registry/jwt-claims.ts';
import type { RegistryResponse } from '@harborguard/shared/registry/registry-exchange.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import { Check } from 'typebox/value';
import { entraUsername } from '../../../identity/azure-identity.ts';
import type { CredentialChain } from '../../../identity/create-credential-chain.ts';
import type { Fetched } from '../../../identity/expiring-cache.ts';
import { exchangedCredentials, type PasswordCredential } from '../exchanged-credentials.ts';
import type { GenericProviderParts } from '../generic-provider.ts';
import { ExchangeReplySchema } from './azure-acr-schema.ts';

/** The claim by which the registry's own tokens are told from those of Entra. */
const registryIssuer = 'Azure Container Registry';
/** Documented are three hours; a token that does not tell its life is kept for much less. */
const lifetimeMsDefault = 10 * 60_000;
const replyBytesMax = 64 * 1024;

export interface EntraLogin {
  readonly credentials: CredentialChain;
  /** Ends an exchange that is under way. */
  readonly stop: () => void;
}

export function entraLogin(parts: GenericProviderParts): EntraLogin {
  const closing = new AbortController();
  const credentials = exchangedCredentials(parts.credentials, {
    clock: parts.clock,
    trace: 'exchanged at the registry',
    applies: ({ username }) => username === entraUsername,
    trade: (credential) => trade(parts, credential, closing.signal),
  });
  return {
    credentials,
    stop: () => closing.abort(new Error('the registry session was closed')),
  };
}

/** `az acr login --expose-token` gives what needs no trade any more; both come under the same user name. */
async function trade(
  { http, clock, target }: GenericProviderParts,
  { password }: PasswordCredential,
  signal: AbortSignal,
): Promise<Fetched<TokenCredential>> {
  if (jwtClaims(password)?.['iss'] === registryIssuer) return refreshToken(password, clock.now());
  const { url } = target;
  const form = new URLSearchParams({
    grant_type: 'access_token',
    service: new URL(url).host,
    access_token: password,
  });
  const request = {
    method: 'POST',
    url: `${url}/oauth2/exchange`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  } as const;
  const response = await http.send(request, { signal, bodyBytesMax: replyBytesMax });
  if (response.status !== 200) throw refusal(response);
  return refreshToken(tokenOf(response), clock.now());
}

/** Counted from now, as the registry's clock may be wrong. */
function refreshToken(token: string, nowMs: number): Fetched<TokenCredential> {
  const seconds = jwtLifetimeSeconds(token);
  const lifetimeMs = seconds === undefined ? lifetimeMsDefault : seconds * 1000;
  return { value: { kind: 'identity-token', token }, expiresAtMs: nowMs + lifetimeMs };
}

function refusal({ status, body, url }: RegistryResponse): HarborError {
  const code = registryErrorCode(status, body, {
    resource: 'token',
    anonymous: false,
    accepted: false,
  });
  return new HarborError(code, { details: { host: new URL(url).host, step: 'exchange', status } });
}

function tokenOf({ body, url }: RegistryResponse): string {
  const reply = parsed(body);
  if (Check(ExchangeReplySchema, reply)) return reply.refresh_token;
  throw new HarborError('REGISTRY_RESPONSE_INVALID', {
    details: { host: new URL(url).host, step: 'exchange', reason: 'no usable refresh token' },
  });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
