// The images of Artifact Registry by its own API: the repositories of a project at one location, and of each every
// image with its tags and digest, a thousand at a time.
import { isDigest } from '@harborguard/shared/oci/parse-digest.ts';
import { pushedAtOf } from '@harborguard/shared/registry/tag-age.ts';
import type { TSchema } from 'typebox';
import type { WaitOptions } from '../../registry-provider.ts';
import { askVendor, type VendorAccess } from '../ask-vendor.ts';
import type { ListedImage } from '../image-listing.ts';
import { ListWalk } from '../list-walk.ts';
import { type DockerImage, DockerImagesSchema, RepositoriesSchema } from './google-gar-schema.ts';

/** The most that Google gives at once. */
const pageSize = 1000;

export interface ArtifactRegistry {
  readonly access: VendorAccess;
  /** Origin of the API. */
  readonly api: string;
  readonly token: string;
  readonly location: string;
  readonly project: string;
  /** Absent: all of the project. */
  readonly repository?: string;
}

export async function* listDockerImages(
  registry: ArtifactRegistry,
  options: WaitOptions,
): AsyncIterable<readonly ListedImage[]> {
  const place = `/v1/projects/${encodeURIComponent(registry.project)}/locations/${registry.location}`;
  const repositories =
    registry.repository === undefined
      ? await repositoriesAt(registry, `${place}/repositories`, options)
      : [registry.repository];
  for (const repository of repositories) {
    const path = `${place}/repositories/${encodeURIComponent(repository)}/dockerImages`;
    for await (const { dockerImages } of pages(registry, path, DockerImagesSchema, options)) {
      yield (dockerImages ?? []).flatMap(listedImages);
    }
  }
}

async function repositoriesAt(
  registry: ArtifactRegistry,
  path: string,
  options: WaitOptions,
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { repositories } of pages(registry, path, RepositoriesSchema, options)) {
    const docker = (repositories ?? []).filter(({ format }) => format === 'DOCKER');
    names.push(...docker.map(({ name }) => name.slice(name.lastIndexOf('/') + 1)));
  }
  return [...new Set(names)];
}

async function* pages<const Schema extends TSchema>(
  { access, api, token }: ArtifactRegistry,
  path: string,
  schema: Schema,
  { signal }: WaitOptions,
) {
  const walk = new ListWalk({ host: new URL(api).host, api: path });
  let place = '';
  do {
    walk.enter(place);
    const query = new URLSearchParams({ pageSize: String(pageSize) });
    if (place !== '') query.set('pageToken', place);
    const { value } = await askVendor(access, {
      url: `${api}${path}?${query}`,
      schema,
      resource: 'catalog',
      authorization: `Bearer ${token}`,
      signal,
    });
    yield value;
    place = nextPlace(value);
  } while (place !== '');
}

function nextPlace(page: unknown): string {
  const { nextPageToken } = page as { readonly nextPageToken?: string };
  return nextPageToken ?? '';
}

/** `host/project/repository/image@sha256:…`; the `name` beside it has its slashes escaped. */
function listedImages({ uri, tags, mediaType, uploadTime }: DockerImage): readonly ListedImage[] {
  const at = uri.lastIndexOf('@');
  const digest = uri.slice(at + 1);
  const repository = uri.slice(uri.indexOf('/') + 1, at);
  if (at < 0 || !isDigest(digest)) return [];
  const type = mediaType ? { mediaType } : {};
  return (tags ?? []).map((name) => ({
    repository,
    tag: { name, digest, ...type, ...pushedAtOf(uploadTime) },
  }));
}
