// Gitea and Forgejo. The catalog of one's own server lists all that the account may read; on a public server that is
// everybody's, so there, and where owners are named, the packages of those owners are listed.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { publicGiteaHosts } from '@harborguard/shared/registry/detect-provider.ts';
import type { RegistryProvider, RepositoryPage, WaitOptions } from '../../registry-provider.ts';
import { doubtEmptyCatalog } from '../doubt-empty-catalog.ts';
import { GenericProvider, type GenericProviderParts } from '../generic-provider.ts';
import { enumerateImages, type ListingOptions } from '../image-listing.ts';
import { createJsonApi } from '../json-api.ts';
import { type VendorEnumeration, withEnumeration } from '../with-enumeration.ts';
import { accountOwners, type FindOwners, ownedPackages } from './owned-packages.ts';

export function createGiteaProvider(parts: GenericProviderParts): RegistryProvider {
  const { target, clock } = parts;
  const generic = doubtEmptyCatalog(new GenericProvider(parts));
  const root = target.vendor?.apiUrl?.replace(/\/+$/, '') ?? new URL(target.url).origin;
  const api = createJsonApi({ url: `${root}/api/v1`, parts });
  const owners: FindOwners = async (options) =>
    target.vendor?.owners ?? accountOwners(api, await usernameOf(parts, options), options);
  const listing = {
    clock,
    async *all(options: ListingOptions) {
      yield* ownedPackages(api, await owners(options), options);
    },
  };
  const isPublic = publicGiteaHosts.includes(new URL(target.url).hostname);
  if (target.vendor?.owners !== undefined || isPublic) {
    const limited = limitedTo(generic, owners);
    return withEnumeration(limited, enumerateImages(listing, limited));
  }
  return withEnumeration(generic, catalogFirst(generic, enumerateImages(listing, generic)));
}

async function usernameOf(
  { credentials, target }: GenericProviderParts,
  options: WaitOptions,
): Promise<string | undefined> {
  const { credential } = await credentials.resolve(target, options);
  return credential.kind === 'password' ? credential.username : undefined;
}

/** The catalog without the repositories of strangers. */
function limitedTo(generic: RegistryProvider, findOwners: FindOwners): RegistryProvider {
  return {
    provider: generic.provider,
    probe: (options) => generic.probe(options),
    async *repositories(options) {
      const owners = (await findOwners(options)).map((owner) => owner.toLowerCase());
      for await (const page of generic.repositories(options)) {
        const repositories = page.repositories.filter((name) =>
          owners.some((owner) => name.startsWith(`${owner}/`)),
        );
        yield { ...page, repositories };
      }
    },
    tags: (repository, options) => generic.tags(repository, options),
    resolve: (repository, reference, options) => generic.resolve(repository, reference, options),
    manifest: (repository, reference, options) => generic.manifest(repository, reference, options),
    blob: (repository, digest, options) => generic.blob(repository, digest, options),
    close: () => generic.close(),
  };
}

/** Servers of old have no catalog, and some have closed it. */
function catalogFirst(generic: RegistryProvider, packages: VendorEnumeration): VendorEnumeration {
  return {
    ...packages,
    async *repositories(options): AsyncIterable<RepositoryPage> {
      let pages = 0;
      try {
        if (options.cursor === undefined) {
          for await (const page of generic.repositories(options)) {
            pages += 1;
            yield page;
          }
          return;
        }
      } catch (error) {
        const restricted = isHarborError(error) && error.code === 'CATALOG_RESTRICTED';
        if (pages > 0 || !restricted) throw error;
      }
      if (packages.repositories !== undefined) yield* packages.repositories(options);
    },
  };
}
