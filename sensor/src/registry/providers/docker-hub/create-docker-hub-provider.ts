// Docker Hub: the API of the site lists the repositories of a namespace, and tags with their digests, so that a sync
// spends no pull. What a namespace is comes from the filters, else from the account; there is no list of everything.
import { isDigest } from '@harborguard/shared/oci/parse-digest.ts';
import { isTagName } from '@harborguard/shared/oci/parse-reference.ts';
import { detectProvider } from '@harborguard/shared/registry/detect-provider.ts';
import { pushedAtOf } from '@harborguard/shared/registry/tag-age.ts';
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
import { DockerHubApi } from './docker-hub-api.ts';
import { RepositoriesSchema, TagsSchema } from './docker-hub-schema.ts';

export interface DockerHubEndpoints {
  readonly api: string;
}

const dockerHubEndpoints: DockerHubEndpoints = { api: 'https://hub.docker.com' };

/** The documented maximum for tags; repositories may come in larger pages, of some MiB. */
const tagsPerPage = 100;
const repositoriesPerPage = 100;

export function createDockerHubProvider(
  parts: GenericProviderParts,
  endpoints?: DockerHubEndpoints,
): RegistryProvider {
  const generic = new GenericProvider(parts);
  // A mirror is somebody else's registry: its credentials are none of Docker's business.
  const isHub = detectProvider(new URL(parts.target.url).host) === 'DOCKER_HUB';
  if (!isHub && endpoints === undefined) return generic;
  const api = new DockerHubApi(parts, (endpoints ?? dockerHubEndpoints).api);
  const provider = withEnumeration(generic, {
    repositories: (options) => repositories(api, options, parts.target.vendor?.owners),
    tags: (repository, options) => tags(api, generic, repository, options),
  });
  return {
    ...provider,
    close: async () => {
      api.close();
      await provider.close();
    },
  };
}

async function* repositories(
  api: DockerHubApi,
  { signal, cursor, include }: ListOptions,
  configured: readonly string[] | undefined,
): AsyncIterable<RepositoryPage> {
  const { owners, repositories: named } = namedByFilters(include, configured);
  const nothingNamed = owners.length === 0 && named.length === 0;
  const owned = {
    owners: nothingNamed ? await ownNamespace(api, signal) : owners,
    named,
    page: (namespace: string, page: number) => namespacePage(api, namespace, page, signal),
  };
  yield* repositoriesOfOwners(owned, cursor);
}

/** Users and organisations (whose tokens are named after them) own the namespace of their name. */
async function ownNamespace(api: DockerHubApi, signal: AbortSignal): Promise<readonly string[]> {
  const name = (await api.username(signal))?.toLowerCase();
  return name !== undefined && isOwnerName(name) ? [name] : [];
}

async function namespacePage(
  api: DockerHubApi,
  namespace: string,
  page: number,
  signal: AbortSignal,
) {
  const { next, results } = await api.ask({
    path: `/v2/namespaces/${namespace}/repositories?page_size=${repositoriesPerPage}&page=${page}`,
    schema: RepositoriesSchema,
    resource: 'catalog',
    signal,
  });
  const items = results.map(({ name }) => `${namespace}/${name}`);
  return { items, isLast: isLastPage(next, items.length < repositoriesPerPage) };
}

/** Where the vendor leaves the field out, a short page says it. */
function isLastPage(next: string | null | undefined, isShort: boolean): boolean {
  return next === undefined ? isShort : next === null;
}

async function* tags(
  api: DockerHubApi,
  generic: GenericProvider,
  repository: string,
  { signal }: WaitOptions,
): AsyncIterable<readonly ListedTag[]> {
  const [namespace = '', name = '', ...rest] = repository.split('/');
  // The API knows names of exactly two parts, and they become part of an address.
  if (rest.length > 0 || !isOwnerName(namespace) || !isOwnerName(name)) {
    return yield* generic.tags(repository, { signal });
  }
  const path = `/v2/namespaces/${namespace}/repositories/${name}/tags?page_size=${tagsPerPage}`;
  const read = async (page: number) => {
    const question = { schema: TagsSchema, resource: 'tags', repository, signal } as const;
    const { next, results } = await api.ask({ ...question, path: `${path}&page=${page}` });
    return { items: results, isLast: isLastPage(next, results.length < tagsPerPage) };
  };
  const walk = { read, firstPage: 1, subject: { repository }, nameOf: tagName };
  for await (const { fresh } of numberedPages(walk, isTagName)) yield fresh.map(listedTag);
}

function tagName({ name }: { readonly name: string }): string {
  return name;
}

function listedTag(tag: {
  name: string;
  digest?: string | null;
  tag_last_pushed?: string | null;
}): ListedTag {
  const { name, digest, tag_last_pushed: pushed } = tag;
  return { name, ...(digest && isDigest(digest) ? { digest } : {}), ...pushedAtOf(pushed) };
}
