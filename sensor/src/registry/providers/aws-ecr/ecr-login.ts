// The login of Amazon's registries: AWS keys are traded for the user `AWS` and a password of twelve hours, which every
// request to `/v2/` then shows. A pair that somebody has fetched by hand goes through as it is.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { EcrHost } from '@harborguard/shared/registry/ecr-host.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import type { CredentialChain } from '../../../identity/create-credential-chain.ts';
import type { Fetched } from '../../../identity/expiring-cache.ts';
import { exchangedCredentials, type PasswordCredential } from '../exchanged-credentials.ts';
import { askEcr, clientSettings, type EcrAccess, isAccessKey } from './ecr-access.ts';

type PrivateHost = Extract<EcrHost, { kind: 'private' }>;

/** The public registry's API is served from here alone. */
export const publicRegion = 'us-east-1';
/** When Amazon does not say, or says something long past. */
const lifeMsMin = 60_000;

interface AuthorizationData {
  readonly authorizationToken?: string | undefined;
  readonly expiresAt?: Date | undefined;
}

export function ecrLogin(
  chain: CredentialChain,
  host: EcrHost,
  access: EcrAccess,
  signal: AbortSignal,
): CredentialChain {
  return exchangedCredentials(chain, {
    clock: access.clock,
    trace: 'exchanged for an authorization token of the registry',
    applies: isAccessKey,
    trade: (keys) => trade(keys, host, access, signal),
  });
}

async function trade(
  keys: PasswordCredential,
  host: EcrHost,
  access: EcrAccess,
  signal: AbortSignal,
): Promise<Fetched<TokenCredential>> {
  const subject = { api: 'GetAuthorizationToken', registry: host.kind };
  const data = await askEcr(
    access,
    subject,
    () =>
      host.kind === 'public'
        ? publicToken(keys, access, signal)
        : privateToken(keys, host, access, signal),
    signal,
  );
  const pair = Buffer.from(data?.authorizationToken ?? '', 'base64').toString('utf8');
  // At the first colon only: what follows is opaque.
  const colon = pair.indexOf(':');
  if (colon < 1) {
    const details = { ...subject, reason: 'no authorization token' };
    throw new HarborError('REGISTRY_RESPONSE_INVALID', { details });
  }
  const value = {
    kind: 'password',
    username: pair.slice(0, colon),
    password: pair.slice(colon + 1),
  } as const;
  const endMs = access.clock.now() + lifeMsMin;
  return { value, expiresAtMs: Math.max(data?.expiresAt?.getTime() ?? 0, endMs) };
}

async function privateToken(
  keys: PasswordCredential,
  host: PrivateHost,
  access: EcrAccess,
  signal: AbortSignal,
): Promise<AuthorizationData | undefined> {
  const { ECRClient, GetAuthorizationTokenCommand } = await import('@aws-sdk/client-ecr');
  const client = new ECRClient({
    ...clientSettings(access, keys, signal),
    ...privateEndpoint(host, access),
  });
  const answer = await client.send(new GetAuthorizationTokenCommand({}));
  return answer.authorizationData?.[0];
}

async function publicToken(
  keys: PasswordCredential,
  access: EcrAccess,
  signal: AbortSignal,
): Promise<AuthorizationData | undefined> {
  const { ECRPUBLICClient, GetAuthorizationTokenCommand } = await import(
    '@aws-sdk/client-ecr-public'
  );
  const client = new ECRPUBLICClient({
    ...clientSettings(access, keys, signal),
    ...publicEndpoint(access),
  });
  const answer = await client.send(new GetAuthorizationTokenCommand({}));
  return answer.authorizationData;
}

/** The client finds the address by region and kind, in every partition; it is not to be put together by hand. */
export function privateEndpoint(host: PrivateHost, { endpoints }: EcrAccess) {
  const { region, fips, dualStack } = host;
  if (endpoints.private !== undefined) return { region, endpoint: endpoints.private };
  return { region, useFipsEndpoint: fips, useDualstackEndpoint: dualStack };
}

export function publicEndpoint({ endpoints }: EcrAccess) {
  return {
    region: publicRegion,
    ...(endpoints.public === undefined ? {} : { endpoint: endpoints.public }),
  };
}
