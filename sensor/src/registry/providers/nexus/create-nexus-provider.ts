// Sonatype Nexus 3: its REST API lists the components of a repository with the checksums of their manifests. It shows an
// account only what that may browse, and proxy repositories only what they have cached, which is all that is wanted.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { bareMediaType, manifestKind } from '@harborguard/shared/oci/media-types.ts';
import type { ListedTag, RegistryProvider, WaitOptions } from '../../registry-provider.ts';
import { doubtEmptyCatalog } from '../doubt-empty-catalog.ts';
import { GenericProvider, type GenericProviderParts } from '../generic-provider.ts';
import { enumerateImages, type ListedImage, type ListingOptions } from '../image-listing.ts';
import { createJsonApi, type JsonApi } from '../json-api.ts';
import { nameImages, type ProductImage } from '../name-images.ts';
import { isRefusal, withEnumeration } from '../with-enumeration.ts';
import { type NexusAddress, nexusAddress } from './nexus-address.ts';
import {
  ComponentsSchema,
  type NexusAsset,
  type NexusComponent,
  type NexusRepository,
  RepositoriesSchema,
} from './nexus-schema.ts';

const apiPath = '/service/rest/v1';
/** A page has 100 components, fewer in old versions; more pages than this do not end by themselves. */
const pageCountMax = 50_000;

export function createNexusProvider(parts: GenericProviderParts): RegistryProvider {
  const generic = doubtEmptyCatalog(new GenericProvider(parts));
  const address = nexusAddress(parts.target);
  const api = createJsonApi({ url: `${address.apiUrl}${apiPath}`, parts });
  const listing = {
    clock: parts.clock,
    all: (options: ListingOptions) => allImages({ generic, api, address }, options),
  };
  return withEnumeration(generic, enumerateImages(listing, generic));
}

interface NexusParts {
  readonly generic: RegistryProvider;
  readonly api: JsonApi;
  readonly address: NexusAddress;
}

async function* allImages(
  { generic, api, address }: NexusParts,
  options: ListingOptions,
): AsyncIterable<readonly ListedImage[]> {
  const { repository } = address;
  if (repository !== undefined) {
    const pages = components(api, repository, options);
    yield* nameImages({ generic, prefixes: ['', `${repository}/`], pages }, options);
    return;
  }
  const repositories = await api.ask(
    { path: '/repositories', schema: RepositoriesSchema },
    options,
  );
  for (const { name } of listedOnce(repositories)) {
    const pages = components(api, name, options);
    const images = nameImages({ generic, prefixes: [`${name}/`, ''], pages }, options);
    yield* noteRefusal(images, options);
  }
}

/** One repository that is closed to the account does not hide the others. */
async function* noteRefusal<Item>(
  items: AsyncIterable<Item>,
  { note }: ListingOptions,
): AsyncIterable<Item> {
  try {
    yield* items;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    note('CATALOG_RESTRICTED');
  }
}

/** A group repeats what its members hold, so it counts only for an account that sees no members. */
function listedOnce(repositories: readonly NexusRepository[]): readonly NexusRepository[] {
  const docker = repositories.filter(({ format }) => format === 'docker');
  const members = docker.filter(({ type }) => type !== 'group');
  return members.length > 0 ? members : docker;
}

async function* components(
  api: JsonApi,
  repository: string,
  options: WaitOptions,
): AsyncIterable<readonly ProductImage[]> {
  const seen = new Set<string>();
  const query = new URLSearchParams({ repository });
  for (let page = 0; page < pageCountMax; page += 1) {
    const path = `/components?${query.toString()}`;
    const { items, continuationToken } = await api.ask({ path, schema: ComponentsSchema }, options);
    yield items.map(productImage);
    if (continuationToken == null) return;
    if (seen.has(continuationToken)) break;
    seen.add(continuationToken);
    query.set('continuationToken', continuationToken);
  }
  throw new HarborError('CATALOG_TRUNCATED', {
    details: { reason: 'the pages of components do not end', repository },
  });
}

/** The version is the tag; for a manifest without one it is a digest, which is no tag and is left out later. */
function productImage(component: NexusComponent): ProductImage {
  const tag = component.version ?? '';
  return { image: component.name, tag: listedTag(component, tag) };
}

function listedTag({ name, assets }: NexusComponent, tag: string): ListedTag {
  const path = `v2/${name}/manifests/${tag}`;
  const asset = (assets ?? []).find((one) => one.path?.replace(/^\//, '') === path);
  const mediaType = bareMediaType(asset?.contentType ?? undefined);
  const sha256 = asset?.checksum?.sha256?.toLowerCase() ?? '';
  // The checksum of anything but the manifest itself is no digest of an image.
  const isManifest = ['image', 'index'].includes(manifestKind(mediaType));
  if (!isManifest || !/^[0-9a-f]{64}$/.test(sha256)) return { name: tag };
  return { name: tag, digest: `sha256:${sha256}`, mediaType, ...sizeOf(asset) };
}

function sizeOf(asset: NexusAsset | undefined): Pick<ListedTag, 'sizeBytes'> {
  return asset?.fileSize == null ? {} : { sizeBytes: asset.fileSize };
}
