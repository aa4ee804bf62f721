// Azure Container Registry: its own lists, whose tags come with their digests, and logins by an Entra identity. The
// lists stand behind the registry's own token service; without the right to them the distribution API is asked.
import { isDigest } from '@harborguard/shared/oci/parse-digest.ts';
import { isRepositoryName, isTagName } from '@harborguard/shared/oci/parse-reference.ts';
import { catalogScope, metadataScope } from '@harborguard/shared/registry/pull-scope.ts';
import { pushedAtOf } from '@harborguard/shared/registry/tag-age.ts';
import { Check } from 'typebox/value';
import { listPages } from '../../distribution/list-pages.ts';
import type {
  ListedTag,
  ListOptions,
  RegistryProvider,
  RepositoryPage,
  WaitOptions,
} from '../../registry-provider.ts';
import { GenericProvider, type GenericProviderParts } from '../generic-provider.ts';
import { vendorCursorPrefix, withEnumeration } from '../with-enumeration.ts';
import { TagSchema } from './azure-acr-schema.ts';
import { entraLogin } from './entra-login.ts';

export function createAzureAcrProvider(parts: GenericProviderParts): RegistryProvider {
  const { credentials, stop } = entraLogin(parts);
  const generic = new GenericProvider({ ...parts, credentials });
  const provider = withEnumeration(generic, {
    repositories: (options) => repositories(generic, options),
    tags: (repository, options) => tags(generic, repository, options),
  });
  return {
    ...provider,
    close: async () => {
      stop();
      await provider.close();
    },
  };
}

async function* repositories(
  { client }: GenericProvider,
  { signal, cursor }: ListOptions,
): AsyncIterable<RepositoryPage> {
  const pages = listPages({
    client,
    path: '/acr/v1/_catalog',
    scope: catalogScope,
    subject: { resource: 'catalog' },
    field: 'repositories',
    isName: isRepositoryName,
    signal,
    ...(cursor === undefined ? {} : { cursor: cursor.slice(vendorCursorPrefix.length) }),
  });
  for await (const page of pages) {
    yield {
      repositories: page.items,
      ...(page.cursor === undefined ? {} : { cursor: `${vendorCursorPrefix}${page.cursor}` }),
    };
  }
}

async function* tags(
  generic: GenericProvider,
  repository: string,
  { signal }: WaitOptions,
): AsyncIterable<readonly ListedTag[]> {
  // The name becomes part of an address.
  if (!isRepositoryName(repository)) return yield* generic.tags(repository, { signal });
  const known = new Map<string, ListedTag>();
  const pages = listPages({
    client: generic.client,
    path: `/acr/v1/${repository}/_tags`,
    scope: metadataScope(repository),
    subject: { resource: 'tags', repository },
    field: 'tags',
    isName: isTagName,
    nameOf: (entry) => noteTag(entry, known),
    signal,
  });
  for await (const { items } of pages) {
    yield items.map((name) => known.get(name) ?? { name });
    known.clear();
  }
}

/** Lists of names are what gets walked; what else is told of a page waits here until it is handed out. */
function noteTag(entry: unknown, known: Map<string, ListedTag>): string | undefined {
  if (!Check(TagSchema, entry)) return undefined;
  const { name, digest, lastUpdateTime } = entry;
  known.set(name, {
    name,
    ...(typeof digest === 'string' && isDigest(digest) ? { digest } : {}),
    ...pushedAtOf(lastUpdateTime),
  });
  return name;
}
