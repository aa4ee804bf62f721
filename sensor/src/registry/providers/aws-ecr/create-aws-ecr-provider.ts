// Amazon ECR, private and public: logins by AWS keys or the identity of the machine, lists by Amazon's own API. Where
// the keys may pull but not list, the distribution API is asked.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { isRepositoryName } from '@harborguard/shared/oci/parse-reference.ts';
import { type EcrHost, parseEcrHost } from '@harborguard/shared/registry/ecr-host.ts';
import type { RegistryProvider, WaitOptions } from '../../registry-provider.ts';
import { atRoot, belowNamePrefix, namePrefix } from '../below-name-prefix.ts';
import type { PasswordCredential } from '../exchanged-credentials.ts';
import { GenericProvider, type GenericProviderParts } from '../generic-provider.ts';
import { type VendorEnumeration, withEnumeration } from '../with-enumeration.ts';
import { type EcrAccess, type EcrEndpoints, isAccessKey } from './ecr-access.ts';
import { ecrLogin } from './ecr-login.ts';
import { privateRepositories, privateTags } from './list-private.ts';
import { publicRepositories, publicTags } from './list-public.ts';

export function createAwsEcrProvider(
  parts: GenericProviderParts,
  { endpoints = {} }: { readonly endpoints?: EcrEndpoints } = {},
): RegistryProvider {
  const host = parseEcrHost(new URL(parts.target.url).host);
  // A name of one's own before the registry: neither account nor region can be read from it.
  if (host === undefined) return new GenericProvider(parts);
  const closing = new AbortController();
  const root = atRoot(parts);
  const access: EcrAccess = { http: parts.http, clock: parts.clock, endpoints };
  const credentials = ecrLogin(root.credentials, host, access, closing.signal);
  const generic = new GenericProvider({ ...root, credentials });
  const keys = (options: WaitOptions) => keysOf(root, options);
  const vendor =
    host.kind === 'private'
      ? privateEnumeration(host, access, keys)
      : publicEnumeration(generic, access, keys);
  const provider = belowNamePrefix(withEnumeration(generic, vendor), namePrefix(parts.target));
  return {
    ...provider,
    close: async () => {
      closing.abort(new Error('the registry was closed'));
      await provider.close();
    },
  };
}

type Keys = (options: WaitOptions) => Promise<PasswordCredential>;

/** The API takes keys only; the twelve-hour password that somebody fetched by hand opens `/v2/` and nothing else. */
async function keysOf(
  { credentials, target }: GenericProviderParts,
  { signal }: WaitOptions,
): Promise<PasswordCredential> {
  const { credential } = await credentials.resolve(target, { signal });
  if (credential.kind === 'password' && isAccessKey(credential)) return credential;
  throw new HarborError('REGISTRY_UNAUTHENTICATED', {
    details: { host: new URL(target.url).host, reason: 'the API of Amazon takes AWS keys only' },
  });
}

function privateEnumeration(
  host: Extract<EcrHost, { kind: 'private' }>,
  access: EcrAccess,
  keys: Keys,
): VendorEnumeration {
  return {
    async *repositories(options) {
      yield* privateRepositories({ host, access, keys: await keys(options) }, options);
    },
    async *tags(repository, options) {
      const registry = { host, access, keys: await keys(options) };
      yield* privateTags(registry, repository, options);
    },
  };
}

function publicEnumeration(
  generic: GenericProvider,
  access: EcrAccess,
  keys: Keys,
): VendorEnumeration {
  /** Known to be the account's own: the API cannot be asked by alias, and would answer for a namesake. */
  const own = new Set<string>();
  return {
    async *repositories(options) {
      const pages = publicRepositories({ access, keys: await keys(options) }, options);
      for await (const page of pages) {
        for (const name of page.repositories) own.add(name);
        yield page;
      }
    },
    async *tags(repository, options) {
      if (!own.has(repository) || !isRepositoryName(repository)) {
        return yield* generic.tags(repository, options);
      }
      const name = repository.slice(repository.indexOf('/') + 1);
      yield* publicTags({ access, keys: await keys(options) }, name, options);
    },
  };
}
