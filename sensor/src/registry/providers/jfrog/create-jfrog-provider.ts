// JFrog Artifactory: one question in its query language lists all manifests of a repository with their digests. Where
// that is refused the catalog of each repository is read. Mirrors of other registries are listed by what they have cached.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { RegistryProvider } from '../../registry-provider.ts';
import { doubtEmptyCatalog } from '../doubt-empty-catalog.ts';
import { GenericProvider, type GenericProviderParts } from '../generic-provider.ts';
import { enumerateImages, type ListedImage, type ListingOptions } from '../image-listing.ts';
import { createJsonApi, type JsonApi } from '../json-api.ts';
import { nameImages } from '../name-images.ts';
import { isRefusal, withEnumeration } from '../with-enumeration.ts';
import { catalogImages } from './catalog-images.ts';
import { type JfrogAddress, jfrogAddress } from './jfrog-address.ts';
import { type JfrogRepository, RepositoriesSchema } from './jfrog-schema.ts';
import { manifestFiles } from './manifest-files.ts';

interface JfrogParts {
  readonly parts: GenericProviderParts;
  readonly generic: RegistryProvider;
  readonly api: JsonApi;
  readonly address: JfrogAddress;
}

export function createJfrogProvider(parts: GenericProviderParts): RegistryProvider {
  const generic = doubtEmptyCatalog(new GenericProvider(parts));
  const address = jfrogAddress(parts.target);
  const api = createJsonApi({ url: address.apiUrl, parts });
  const jfrog: JfrogParts = { parts, generic, api, address };
  const listing = {
    clock: parts.clock,
    all: (options: ListingOptions) => allImages(jfrog, options),
  };
  return withEnumeration(generic, enumerateImages(listing, generic));
}

async function* allImages(
  jfrog: JfrogParts,
  options: ListingOptions,
): AsyncIterable<readonly ListedImage[]> {
  const { api, address } = jfrog;
  const all = await api.ask({ path: '/api/repositories', schema: RepositoriesSchema }, options);
  const images = all.filter(({ packageType }) => /^(?:docker|oci)$/i.test(packageType));
  const named = images.find(({ key }) => key === address.repository);
  if (address.repository !== undefined && named === undefined) {
    throw new HarborError('REGISTRY_FORBIDDEN', { details: { repository: address.repository } });
  }
  const listed = named === undefined ? listedOnce(images) : [named];
  for (const repository of listed) yield* imagesOf(jfrog, repository, options);
}

/** A virtual repository repeats what is in others, so it counts only for an account that sees no others. */
function listedOnce(repositories: readonly JfrogRepository[]): readonly JfrogRepository[] {
  const homes = repositories.filter(({ type }) => !isVirtual(type));
  return homes.length > 0 ? homes : repositories;
}

/** What the query language is refused for is read from the catalog, without digests. */
async function* imagesOf(
  jfrog: JfrogParts,
  repository: JfrogRepository,
  options: ListingOptions,
): AsyncIterable<readonly ListedImage[]> {
  const { api, generic, parts } = jfrog;
  const prefixes = prefixesOf(jfrog, repository.key);
  const key = contentKey(repository);
  let pages = 0;
  try {
    // Files are kept in the repositories behind a virtual one.
    if (!isVirtual(repository.type)) {
      const files = manifestFiles({ api, key }, options);
      for await (const page of nameImages({ generic, prefixes, pages: files }, options)) {
        pages += 1;
        yield page;
      }
      return;
    }
  } catch (error) {
    if (pages > 0 || !isRefusal(error)) throw error;
    options.note('VENDOR_API_REFUSED');
  }
  const url = `${jfrog.address.apiUrl}/api/${repository.packageType.toLowerCase()}/${encodeURIComponent(key)}`;
  try {
    yield* catalogImages({ parts, url, prefix: prefixes[0] ?? '' }, options);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    options.note('CATALOG_RESTRICTED');
  }
}

/** A remote repository asks elsewhere; what it has fetched lies in a cache of its own. */
function contentKey({ key, type }: JfrogRepository): string {
  return type.toLowerCase() === 'remote' ? `${key}-cache` : key;
}

/** An address of one repository leaves it out of names: one with its path, and one with it as the host's first label. */
function prefixesOf({ address, parts }: JfrogParts, key: string): readonly string[] {
  const label = new URL(parts.target.url).hostname.split('.', 1)[0] ?? '';
  const own = address.repository === key || label === key || label.endsWith(`-${key}`);
  return own ? ['', `${key}/`] : [`${key}/`, ''];
}

function isVirtual(type: string): boolean {
  return type.toLowerCase() === 'virtual';
}
