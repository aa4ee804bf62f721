// The login of a GitHub App: a statement signed with its private key is traded for a token of its installation, which
// then serves as a password, at the registry and at the API alike.
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { RegistryResponse } from '@harborguard/shared/registry/registry-exchange.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import { Check } from 'typebox/value';
import type { CredentialChain } from '../../../identity/create-credential-chain.ts';
import type { Fetched } from '../../../identity/expiring-cache.ts';
import { type GithubApp, githubAppOf } from '../../../identity/github-app.ts';
import { exchangedCredentials, type PasswordCredential } from '../exchanged-credentials.ts';
import type { GenericProviderParts } from '../generic-provider.ts';
import { InstallationTokenSchema } from './ghcr-schema.ts';
import { githubHeaders } from './github-headers.ts';

/** Under this user name GitHub takes tokens of installations. */
const tokenUsername = 'x-access-token';
/** GitHub takes no statement that lives for more than ten minutes, nor one from its future. */
const statementSeconds = 9 * 60;
const backdatedSeconds = 60;
/** Documented; the reply says it too. */
const lifetimeMsDefault = 60 * 60_000;
const replyBytesMax = 256 * 1024;

export function githubAppLogin(
  parts: GenericProviderParts,
  apiUrl: string,
  signal: AbortSignal,
): CredentialChain {
  return exchangedCredentials(parts.credentials, {
    clock: parts.clock,
    trace: 'exchanged for a token of the installation',
    applies: ({ username }) => githubAppOf(username) !== undefined,
    trade: (credential) => trade(parts, { apiUrl, signal }, credential),
  });
}

/** Where GitHub's API is not known an app cannot sign in, and its private key must not be taken for a password. */
export function withoutApps(parts: GenericProviderParts): GenericProviderParts {
  const details = { field: 'provider', rule: 'has no known API for apps at this address' };
  const credentials = exchangedCredentials(parts.credentials, {
    clock: parts.clock,
    trace: 'not exchanged',
    applies: ({ username }) => githubAppOf(username) !== undefined,
    trade: () => Promise.reject(new HarborError('CONFIGURATION_INVALID', { details })),
  });
  return { ...parts, credentials };
}

async function trade(
  { http, clock }: GenericProviderParts,
  { apiUrl, signal }: { readonly apiUrl: string; readonly signal: AbortSignal },
  { username, password }: PasswordCredential,
): Promise<Fetched<TokenCredential>> {
  const app = githubAppOf(username) ?? { appId: '', installationId: '' };
  const request = {
    method: 'POST',
    url: `${apiUrl}/app/installations/${app.installationId}/access_tokens`,
    headers: { ...githubHeaders, 'content-type': 'application/json' },
    authorization: `Bearer ${statement(app, password, clock.now())}`,
    body: '{}',
  } as const;
  const response = await http.send(request, { signal, bodyBytesMax: replyBytesMax });
  if (response.status !== 201) throw refusal(response);
  const { token, expires_at } = replyOf(response);
  const expiresAtMs = Date.parse(expires_at) || clock.now() + lifetimeMsDefault;
  const credential = { kind: 'password', username: tokenUsername, password: token } as const;
  return { value: credential, expiresAtMs };
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app */
function statement({ appId }: GithubApp, privateKey: string, nowMs: number): string {
  const nowSeconds = Math.floor(nowMs / 1000);
  const head = encoded({ alg: 'RS256', typ: 'JWT' });
  const claims = encoded({
    iss: appId,
    iat: nowSeconds - backdatedSeconds,
    exp: nowSeconds + statementSeconds,
  });
  const signature = sign('sha256', Buffer.from(`${head}.${claims}`), keyOf(privateKey));
  return `${head}.${claims}.${signature.toString('base64url')}`;
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function keyOf(pem: string): KeyObject {
  const key = readKey(pem);
  if (key?.asymmetricKeyType === 'rsa') return key;
  const details = { field: 'private key of the app', rule: 'is no RSA private key in PEM' };
  throw new HarborError('CONFIGURATION_INVALID', { details });
}

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // What the reader says of a broken key is of no use, and may quote it.
    return undefined;
  }
}

function refusal({ status, url }: RegistryResponse): HarborError {
  const { host } = new URL(url);
  const code = status >= 500 ? 'REGISTRY_SERVER_ERROR' : 'REGISTRY_AUTHENTICATION_FAILED';
  return new HarborError(code, { details: { host, step: 'installation token', status } });
}

function replyOf({ body, url }: RegistryResponse) {
  const reply = parsed(body);
  if (Check(InstallationTokenSchema, reply)) return reply;
  throw new HarborError('REGISTRY_RESPONSE_INVALID', {
    details: { host: new URL(url).host, step: 'installation token', reason: 'no usable token' },
  });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
