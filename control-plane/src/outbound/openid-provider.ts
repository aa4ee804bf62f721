// The identity provider over OpenID Connect: authorisation code with PKCE, state and nonce. What it is and which keys it
// has is asked of itself, at the first sign-in and now and then.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import * as openid from 'openid-client';
import { fetch as fetchWith, ProxyAgent } from 'undici';
import type {
  ExternalIdentity,
  IdentityProvider,
  SignInChecks,
} from '../domain/people/identity-provider.ts';
import { claimAt, groupsIn, textIn } from './openid-claims.ts';

export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined for a public client, which PKCE alone protects. */
  readonly clientSecret: string | undefined;
  readonly scopes: readonly string[];
  readonly groupsClaim: string;
  readonly label: string;
  /** Where the provider sends the browser back to. */
  readonly redirectUri: string;
  readonly proxyFor: (url: URL) => URL | undefined;
}

/** A person waits meanwhile. */
const timeoutSeconds = 10;
/** Providers move their addresses rarely, and announce it. */
const knownForMs = 60 * 60_000;

export function createOpenIdProvider(clock: Clock, settings: OpenIdSettings): IdentityProvider {
  let known: { readonly at: number; readonly configuration: openid.Configuration } | undefined;
  const configuration = async (): Promise<openid.Configuration> => {
    if (known !== undefined && clock.now() - known.at < knownForMs) return known.configuration;
    try {
      known = { at: clock.now(), configuration: await discovered(settings) };
    } catch (error) {
      throw unavailable(settings, error);
    }
    return known.configuration;
  };
  return {
    label: settings.label,
    issuer: settings.issuer,
    begin: async () => begin(await configuration(), settings),
    finish: async (query, checks) => finish(await configuration(), settings, { query, checks }),
  };
}

async function discovered(settings: OpenIdSettings): Promise<openid.Configuration> {
  const { issuer, clientId, clientSecret } = settings;
  const server = new URL(issuer);
  const authentication =
    clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret);
  return await openid.discovery(server, clientId, clientSecret, authentication, {
    timeout: timeoutSeconds,
    [openid.customFetch]: throughProxy(settings),
    // Only a provider on this very machine is configured without TLS.
    ...(server.protocol === 'http:' ? { execute: [openid.allowInsecureRequests] } : {}),
  });
}

function throughProxy({ proxyFor }: OpenIdSettings): openid.CustomFetch {
  return async (url, { body, ...options }) => {
    const proxy = proxyFor(new URL(url));
    const answer = await fetchWith(url, {
      ...options,
      ...(body === undefined || body === null ? {} : { body: textOf(body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(proxy === undefined ? {} : { dispatcher: new ProxyAgent(proxy.href) }),
    });
    const text = await answer.text();
    return new Response(text === '' ? null : text, {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
    });
  };
}

/** The client sends forms and nothing else. */
function textOf(body: openid.FetchBody): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('a request to the identity provider that is no form');
}

async function begin(
  configuration: openid.Configuration,
  { redirectUri, scopes }: OpenIdSettings,
): Promise<{ url: string; checks: SignInChecks }> {
  const checks: SignInChecks = {
    state: openid.randomState(),
    nonce: openid.randomNonce(),
    codeVerifier: openid.randomPKCECodeVerifier(),
  };
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state: checks.state,
    nonce: checks.nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(checks.codeVerifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, checks };
}

async function finish(
  configuration: openid.Configuration,
  settings: OpenIdSettings,
  { query, checks }: { readonly query: string; readonly checks: SignInChecks },
): Promise<ExternalIdentity> {
  try {
    const url = new URL(settings.redirectUri);
    url.search = query;
    const tokens = await openid.authorizationCodeGrant(configuration, url, {
      expectedState: checks.state,
      expectedNonce: checks.nonce,
      pkceCodeVerifier: checks.codeVerifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) {
      throw new HarborError('OIDC_TOKEN_REFUSED', { details: { reason: 'no token' } });
    }
    const wanted = [claimAt(claims, settings.groupsClaim), claims['email']];
    // Many providers put little into the token and tell the rest when asked.
    const more =
      wanted.includes(undefined) && configuration.serverMetadata().userinfo_endpoint !== undefined
        ? await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : {};
    return identityOf({ ...more, ...claims }, settings.groupsClaim);
  } catch (error) {
    throw refusal(settings, error);
  }
}

function identityOf(
  claims: Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string },
  groupsClaim: string,
): ExternalIdentity {
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: textIn(claims, 'email'),
    isEmailVerified: claims['email_verified'] === true,
    name: textIn(claims, 'name'),
    groups: groupsIn(claims, groupsClaim),
  };
}

function refusal(settings: OpenIdSettings, error: unknown): HarborError {
  if (error instanceof HarborError) return error;
  // Only the kind of the mistake is told: a description is text of whoever made the address.
  if (
    error instanceof openid.AuthorizationResponseError ||
    error instanceof openid.ResponseBodyError
  ) {
    const reason = /^[a-z_]{1,40}$/.test(error.error) ? error.error : 'other';
    return new HarborError('OIDC_REFUSED', { details: { reason } });
  }
  if (error instanceof openid.ClientError && isAboutToken(error)) {
    return new HarborError('OIDC_TOKEN_REFUSED', { details: { reason: error.code ?? 'other' } });
  }
  if (error instanceof openid.ClientError && error.code !== 'OAUTH_TIMEOUT') {
    return new HarborError('OIDC_REFUSED', { details: { reason: error.code ?? 'other' } });
  }
  return unavailable(settings, error);
}

/** Everybody may come back with a made-up address; claims are in what the provider itself answered. */
function isAboutToken(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return 'claims' in error || ('cause' in error && isAboutToken(error.cause));
}

function unavailable({ issuer }: OpenIdSettings, error: unknown): HarborError {
  const reason = error instanceof openid.ClientError ? error.code : undefined;
  const details = { issuer: new URL(issuer).host, ...(reason === undefined ? {} : { reason }) };
  return new HarborError('OIDC_UNAVAILABLE', { details });
}
