// GitHub's container registry: GitHub's API lists the packages of an owner, and their versions with tags and digests.
// Owners come from the filters, else from the account; there is no list of everything.
import { isDigest } from '@harborguard/shared/oci/parse-digest.ts';
import { isRepositoryName, isTagName } from '@harborguard/shared/oci/parse-reference.ts';
import { judgeRealm } from '@harborguard/shared/registry/judge-realm.ts';
import type {
  ListedTag,
  ListOptions,
  RegistryProvider,
  RepositoryPage,
  WaitOptions,
} from '../../registry-provider.ts';
import { GenericProvider, type GenericProviderParts } from '../generic-provider.ts';
import { isOwnerName, namedByFilters } from '../named-by-filters.ts';
import { numberedPages, repositoriesOfOwners } from '../repositories-of-owners.ts';
import { withEnumeration } from '../with-enumeration.ts';
import { GithubApi, statusOf } from './github-api.ts';
import { githubAppLogin, withoutApps } from './github-app-login.ts';

export interface GhcrEndpoints {
  /** Without a slash at the end. */
  readonly api: string;
}

export function createGhcrProvider(
  parts: GenericProviderParts,
  endpoints?: GhcrEndpoints,
): RegistryProvider {
  const apiUrl = endpoints?.api ?? parts.target.vendor?.apiUrl ?? apiOf(parts.target.url);
  if (apiUrl === undefined) return new GenericProvider(withoutApps(parts));
  const closing = new AbortController();
  const credentials = githubAppLogin(parts, apiUrl, closing.signal);
  const generic = new GenericProvider({ ...parts, credentials });
  const api = new GithubApi({ ...parts, credentials }, apiUrl);
  const provider = withEnumeration(generic, {
    repositories: (options) => repositories(api, options, parts.target.vendor?.owners),
    tags: (repository, options) => tags(api, generic, repository, options),
  });
  return {
    ...provider,
    close: async () => {
      closing.abort(new Error('the registry session was closed'));
      await provider.close();
    },
  };
}

/** The API of the same GitHub: a token must not be shown to another. */
export function apiOf(registryUrl: string): string | undefined {
  const { protocol, host } = new URL(registryUrl);
  if (host === 'ghcr.io') return 'https://api.github.com';
  const server = /^containers\.(.+)$/.exec(host)?.[1];
  if (server === undefined || protocol !== 'https:') return undefined;
  const isResident = /^[a-z0-9-]+\.ghe\.com$/.test(server);
  const api = isResident ? `https://api.${server}` : `https://${server}/api/v3`;
  return judgeRealm({ registryUrl, realm: api }).kind === 'trusted' ? api : undefined;
}

async function* repositories(
  api: GithubApi,
  { signal, cursor, include }: ListOptions,
  configured: readonly string[] | undefined,
): AsyncIterable<RepositoryPage> {
  const { owners, repositories: named } = namedByFilters(include, configured);
  const nothingNamed = owners.length === 0 && named.length === 0;
  const owned = {
    owners: nothingNamed ? await api.owners(signal) : owners,
    named,
    page: (owner: string, page: number) => api.packages(owner, page, signal),
  };
  yield* repositoriesOfOwners(owned, cursor);
}

async function* tags(
  api: GithubApi,
  generic: GenericProvider,
  repository: string,
  { signal }: WaitOptions,
): AsyncIterable<readonly ListedTag[]> {
  const [owner = '', ...rest] = repository.split('/');
  // The name becomes part of an address.
  const usable = isRepositoryName(repository) && rest.length > 0 && isOwnerName(owner);
  if (!usable) return yield* generic.tags(repository, { signal });
  let pages = 0;
  try {
    for await (const page of versionTags(api, repository, signal)) {
      pages += 1;
      yield page;
    }
  } catch (error) {
    // "Not there" and "not for you" are one answer here; the registry itself says which.
    if (pages > 0 || statusOf(error) !== 404) throw error;
    yield* generic.tags(repository, { signal });
  }
}

/** Newest first, so where a tag has moved while the list was read its first place is the right one. */
async function* versionTags(
  api: GithubApi,
  repository: string,
  signal: AbortSignal,
): AsyncIterable<readonly ListedTag[]> {
  const seen = new Set<string>();
  const walk = {
    read: (page: number) => api.versions(repository, page, signal),
    firstPage: 1,
    subject: { repository },
    nameOf: (version: { readonly name: string }) => version.name,
  };
  for await (const { fresh } of numberedPages(walk, isDigest)) {
    const page: ListedTag[] = [];
    for (const { name: digest, metadata } of fresh) {
      for (const name of metadata?.container?.tags ?? []) {
        if (seen.has(name) || !isTagName(name)) continue;
        seen.add(name);
        page.push({ name, digest });
      }
    }
    yield page;
  }
}
