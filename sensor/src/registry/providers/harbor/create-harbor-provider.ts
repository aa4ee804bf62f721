// Harbor: repositories in one list over all projects, tags with their digests from the list of artifacts. Both are read
// from Harbor's database, so that a proxy cache fetches nothing from its upstream.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
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
import { HarborApi, type HarborPlace } from './harbor-api.ts';
import {
  type HarborArtifact,
  HarborArtifactsSchema,
  HarborProjectSchema,
  HarborRepositoriesSchema,
} from './harbor-schema.ts';

export interface HarborEndpoints {
  /** Without a slash at the end. */
  readonly api: string;
}

export function createHarborProvider(
  parts: GenericProviderParts,
  options: { readonly endpoints?: HarborEndpoints } = {},
): RegistryProvider {
  const { api: url } = options.endpoints ?? { api: `${parts.target.url}/api/v2.0` };
  const api = new HarborApi(parts, url);
  const { host } = new URL(url);
  // An account without rights sees an empty list here, not a refusal; so does one of an empty Harbor.
  return doubtEmptyCatalog(
    withEnumeration(new GenericProvider(parts), {
      repositories: (wait) => repositories(api, new ListWalk({ host }), wait),
      tags: (repository, { signal }) =>
        tags(api, repository, { walk: new ListWalk({ host, repository }), signal }),
    }),
  );
}

async function* repositories(
  api: HarborApi,
  walk: ListWalk,
  { signal, cursor }: ListOptions,
): AsyncIterable<RepositoryPage> {
  const pages = api.pages(
    {
      path: '/repositories?sort=name',
      schema: HarborRepositoriesSchema,
      resource: 'catalog',
      rowsOf: (value) => value ?? [],
    },
    { walk, place: placeOf(cursor), signal },
  );
  for await (const { rows, next } of pages) {
    const fresh = walk.fresh(rows, ({ name }) => name, isRepositoryName);
    yield {
      repositories: fresh.map(({ name }) => name),
      ...(next === undefined ? {} : { cursor: cursorOf(next) }),
    };
  }
}

async function* tags(
  api: HarborApi,
  repository: string,
  { walk, signal }: { readonly walk: ListWalk; readonly signal: AbortSignal },
): AsyncIterable<readonly ListedTag[]> {
  const { project, path } = artifactsPath(repository);
  const pages = api.pages(
    {
      path: `${path}?with_tag=true&q=tags%3D*&sort=push_time`,
      schema: HarborArtifactsSchema,
      resource: 'tags',
      repository,
      rowsOf: (value) => value ?? [],
    },
    { walk, place: { page: 1 }, signal },
  );
  try {
    for await (const { rows } of pages) {
      yield walk.fresh(rows.flatMap(listedTags), ({ name }) => name, isTagName);
    }
  } catch (error) {
    if (await wouldFetchUpstream(api, project, error, signal)) {
      throw walk.truncated('the artifacts of this proxy cache may not be listed');
    }
    throw error;
  }
}

function listedTags(artifact: HarborArtifact) {
  const { digest, manifest_media_type: type, push_time: artifactPushed, tags: named } = artifact;
  if (!isDigest(digest)) return [];
  const mediaType = type ? { mediaType: type } : {};
  return (named ?? []).map(
    ({ name, push_time: pushed }): ListedTag => ({
      ...{ name, digest, ...mediaType },
      ...pushedAtOf(pushed ?? artifactPushed),
    }),
  );
}

/** The slashes below the project are escaped twice: proxies and Harbor's router each undo one. */
function artifactsPath(repository: string): { readonly project: string; readonly path: string } {
  const slash = repository.indexOf('/');
  const project = repository.slice(0, Math.max(slash, 0));
  const name = encodeURIComponent(encodeURIComponent(repository.slice(slash + 1)));
  return { project, path: `/projects/${project}/repositories/${name}/artifacts` };
}

/** `tags/list` of a proxy cache asks its upstream, so what the API refuses there is not asked for again. */
async function wouldFetchUpstream(
  api: HarborApi,
  project: string,
  error: unknown,
  signal: AbortSignal,
): Promise<boolean> {
  if (!isHarborError(error) || error.code !== 'REGISTRY_FORBIDDEN') return false;
  try {
    const question = { schema: HarborProjectSchema, resource: 'catalog' } as const;
    const { value } = await api.ask({ ...question, path: `/projects/${project}` }, signal);
    return (value.registry_id ?? 0) > 0;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

function cursorOf({ page, total }: HarborPlace): string {
  return `${vendorCursorPrefix}${page}${total === undefined ? '' : `/${total}`}`;
}

/** Of what cursorOf has written; anything else begins at the front. */
function placeOf(cursor: string | undefined): HarborPlace {
  const text = cursor?.slice(vendorCursorPrefix.length) ?? '';
  const [, page, total] = /^([1-9][0-9]{0,8})(?:\/([0-9]{1,9}))?$/.exec(text) ?? [];
  return { page: Number(page ?? 1), ...(total === undefined ? {} : { total: Number(total) }) };
}
