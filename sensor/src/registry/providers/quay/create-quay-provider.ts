// Quay: the repositories of each namespace and their tags with digests from its own API where an OAuth token is at hand;
// robots see through the distribution API what they were granted.
import { isDigest } from '@harborguard/shared/oci/parse-digest.ts';
import { isRepositoryName, isTagName } from '@harborguard/shared/oci/parse-reference.ts';
import { pushedAtOf } from '@harborguard/shared/registry/tag-age.ts';
import type {
  ListedTag,
  ListOptions,
  RegistryProvider,
  RepositoryPage,
} from '../../registry-provider.ts';
import { doubtEmptyCatalog } from '../doubt-empty-catalog.ts';
import { GenericProvider, type GenericProviderParts } from '../generic-provider.ts';
import { ListWalk } from '../list-walk.ts';
import { vendorCursorPrefix, withEnumeration } from '../with-enumeration.ts';
import { namedNamespaces } from './named-namespaces.ts';
import { QuayApi } from './quay-api.ts';

export interface QuayEndpoints {
  /** Without a slash at the end. */
  readonly api: string;
}

/** Its token service answers 400 to the catalog's scope; its links are complete, and `last` is no tag's name there. */
const lists = { catalogByLogin: true, linksToEveryPage: true } as const;

export function createQuayProvider(
  parts: GenericProviderParts,
  options: { readonly endpoints?: QuayEndpoints } = {},
): RegistryProvider {
  const { api: url } = options.endpoints ?? { api: `${parts.target.url}/api/v1` };
  const api = new QuayApi(parts, url);
  const { host } = new URL(url);
  // Nobody in particular is shown an empty list, not refused.
  return doubtEmptyCatalog(
    withEnumeration(new GenericProvider({ ...parts, lists }), {
      repositories: (wait) => repositories(api, new ListWalk({ host }), wait),
      tags: (repository, { signal }) =>
        tags(api, repository, { walk: new ListWalk({ host, repository }), signal }),
    }),
  );
}

async function* repositories(
  api: QuayApi,
  walk: ListWalk,
  options: ListOptions,
): AsyncIterable<RepositoryPage> {
  const { signal } = options;
  const all = await namespacesToList(api, options);
  let place = placeOf(options.cursor);
  const names = all.filter((name) => place === undefined || name >= place.namespace);
  if (names.length === 0) yield { repositories: [] };
  for (const [at, namespace] of names.entries()) {
    let nextPage = place?.namespace === namespace ? place.nextPage : undefined;
    do {
      walk.enter(`${namespace} ${nextPage ?? ''}`);
      const answer = await api.repositories(namespace, nextPage, signal);
      nextPage = answer.next_page ?? undefined;
      const following = nextPage === undefined ? names[at + 1] : namespace;
      yield {
        repositories: freshNames(walk, answer.repositories),
        ...(following === undefined ? {} : { cursor: cursorOf(following, nextPage) }),
      };
    } while (nextPage !== undefined);
    place = undefined;
  }
}

/** Sorted, so that a cursor says which ones are done. */
async function namespacesToList(
  api: QuayApi,
  { signal, include = [] }: ListOptions,
): Promise<readonly string[]> {
  const { named, andOthers } = namedNamespaces(include);
  const own = andOthers ? await api.namespaces(signal) : [];
  return [...new Set([...named, ...own])].sort();
}

interface QuayRepository {
  readonly namespace: string;
  readonly name: string;
  readonly kind?: string | null;
  readonly state?: string | null;
}

function freshNames(walk: ListWalk, listed: readonly QuayRepository[]): readonly string[] {
  const images = listed
    .filter(({ kind, state }) => (kind ?? 'image') === 'image' && state !== 'MARKED_FOR_DELETION')
    .map(({ namespace, name }) => `${namespace}/${name}`);
  return walk.fresh(images, (name) => name, isRepositoryName);
}

async function* tags(
  api: QuayApi,
  repository: string,
  { walk, signal }: { readonly walk: ListWalk; readonly signal: AbortSignal },
): AsyncIterable<readonly ListedTag[]> {
  for (let page = 1; ; page += 1) {
    walk.enter(String(page));
    const answer = await api.tags(repository, page, signal);
    const found = answer.tags
      .filter(({ manifest_digest: digest }) => isDigest(digest))
      .map(
        ({ name, manifest_digest: digest, start_ts: seconds }): ListedTag => ({
          ...{ name, digest },
          ...pushedAtOf(seconds && seconds * 1000),
        }),
      );
    yield walk.fresh(found, ({ name }) => name, isTagName);
    if (answer.has_additional !== true) return;
    if (answer.tags.length === 0) throw walk.truncated('an empty page has another behind it');
  }
}

interface Place {
  readonly namespace: string;
  readonly nextPage?: string;
}

function cursorOf(namespace: string, nextPage: string | undefined): string {
  const page = nextPage === undefined ? {} : { next_page: nextPage };
  return `${vendorCursorPrefix}${new URLSearchParams({ namespace, ...page })}`;
}

/** Of a cursor that was written here; anything else begins at the front. */
function placeOf(cursor: string | undefined): Place | undefined {
  const place = new URLSearchParams(cursor?.slice(vendorCursorPrefix.length) ?? '');
  const namespace = place.get('namespace');
  const nextPage = place.get('next_page');
  if (namespace === null) return undefined;
  return { namespace, ...(nextPage === null ? {} : { nextPage }) };
}
