// GitLab's REST API: where it is (the origin of the token service, often another than the registry's), who may use it,
// and its questions. In what order they are asked is said in create-gitlab-provider.ts.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { errorBodyBytesMax } from '@harborguard/shared/oci/registry-error-code.ts';
import { probeRegistry } from '@harborguard/shared/registry/handshake.ts';
import { judgeRealm } from '@harborguard/shared/registry/judge-realm.ts';
import type { TokenCredential } from '@harborguard/shared/registry/token-exchange.ts';
import type { TSchema } from 'typebox';
import { askVendor } from '../ask-vendor.ts';
import type { GenericProviderParts } from '../generic-provider.ts';

/** The user name that every CI job has; its token speaks for one project. */
const jobUser = 'gitlab-ci-token';
const realmPath = '/jwt/auth';

export interface GitlabApi {
  /** The token is a CI job's: it may ask about its own project alone. */
  readonly isJob: boolean;
  ask<const Schema extends TSchema>(
    path: string,
    schema: Schema,
  ): ReturnType<typeof askVendor<Schema>>;
}

/** Throws a refusal for credentials that the API does not take, before anything is sent. */
export async function openGitlabApi(
  parts: GenericProviderParts,
  { url, signal }: { readonly url: string | undefined; readonly signal: AbortSignal },
): Promise<GitlabApi> {
  const { credential } = await parts.credentials.resolve(parts.target, { signal });
  const token = tokenOf(credential);
  const base = url ?? (await findApi(parts, signal));
  return {
    isJob: token.isJob,
    ask: (path, schema) =>
      askVendor(parts, {
        url: `${base}${path}`,
        schema,
        resource: 'catalog',
        // Every kind of token is taken this way, and unlike GitLab's own headers this one stays with its origin.
        authorization: `Bearer ${token.text}`,
        signal,
      }),
  };
}

function tokenOf(credential: TokenCredential): { readonly text: string; readonly isJob: boolean } {
  if (credential.kind === 'anonymous') throw refused('REGISTRY_UNAUTHENTICATED', 'no credential');
  if (credential.kind !== 'password') {
    throw refused('REGISTRY_FORBIDDEN', 'a token of the token service is no token of the API');
  }
  const { username, password } = credential;
  if (username.startsWith('gitlab+deploy-token-') || password.startsWith('gldt-')) {
    throw refused('REGISTRY_FORBIDDEN', 'deploy tokens are not taken by the API');
  }
  // A password of letters beyond ASCII is no token, and could not be sent as one.
  if (!/^[\x21-\x7e]+$/.test(password)) {
    throw refused('REGISTRY_FORBIDDEN', 'the password is no token');
  }
  return { text: password, isJob: username === jobUser };
}

/** `https://gitlab.example.com/api/v4`, also where GitLab lies below a path. */
async function findApi(parts: GenericProviderParts, signal: AbortSignal): Promise<string> {
  const { http, target, trustedRealmHosts } = parts;
  const outcome = await probeRegistry(target.url, (request) =>
    http.send(request, { signal, bodyBytesMax: errorBodyBytesMax }),
  );
  if (outcome.kind === 'refused') throw new HarborError(outcome.code, { details: outcome.details });
  const { challenge } = outcome;
  const named = challenge.kind === 'bearer' ? URL.parse(challenge.realm) : null;
  if (challenge.kind !== 'bearer' || !named?.pathname.endsWith(realmPath)) {
    throw refused('NOT_A_REGISTRY', 'the registry names no token service of a GitLab');
  }
  const verdict = judgeRealm({
    registryUrl: target.url,
    realm: challenge.realm,
    ...(trustedRealmHosts === undefined ? {} : { trustedHosts: trustedRealmHosts }),
  });
  if (verdict.kind === 'refused') {
    const { realmHost, reason } = verdict;
    throw new HarborError('REALM_REFUSED', { details: { realmHost, reason } });
  }
  return `${named.origin}${named.pathname.slice(0, -realmPath.length)}/api/v4`;
}

function refused(
  code: 'REGISTRY_UNAUTHENTICATED' | 'REGISTRY_FORBIDDEN' | 'NOT_A_REGISTRY',
  reason: string,
): HarborError {
  return new HarborError(code, { details: { reason } });
}
