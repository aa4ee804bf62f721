// The container packages of some owners at a Gitea or Forgejo, and whose they are when nobody has said it: the account's
// own and those of its organisations.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { WaitOptions } from '../../registry-provider.ts';
import type { ListedImage, ListingOptions } from '../image-listing.ts';
import type { JsonApi } from '../json-api.ts';
import { isRefusal } from '../with-enumeration.ts';
import {
  type GiteaPackage,
  OrganisationsSchema,
  PackagesSchema,
  UserSchema,
} from './gitea-schema.ts';

/** What the API gives at most unless its operator raised it. */
const itemsPerPage = 50;
const pageCountMax = 20_000;
const organisationPagesMax = 100;

export type FindOwners = (options: WaitOptions) => Promise<readonly string[]>;

/** `username` is for a token that may read packages and not who its user is. */
export async function accountOwners(
  api: JsonApi,
  username: string | undefined,
  options: WaitOptions,
): Promise<readonly string[]> {
  const login = await orUndefined(api.ask({ path: '/user', schema: UserSchema }, options));
  const own = login?.login ?? username;
  const organisations = await organisationsOf(api, options);
  return [...new Set([...(own === undefined ? [] : [own]), ...organisations])];
}

async function organisationsOf(api: JsonApi, options: WaitOptions): Promise<readonly string[]> {
  const names: string[] = [];
  for (let page = 1; page <= organisationPagesMax; page += 1) {
    const path = `/user/orgs?page=${page}&limit=${itemsPerPage}`;
    const found = await orUndefined(api.ask({ path, schema: OrganisationsSchema }, options));
    if (found === undefined || found.length === 0) return names;
    names.push(...found.flatMap(({ username, name }) => username ?? name ?? []));
  }
  return names;
}

/** What a token may not read is not an error here: fewer owners are known then. */
async function orUndefined<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  }
}

export async function* ownedPackages(
  api: JsonApi,
  owners: readonly string[],
  options: ListingOptions,
): AsyncIterable<readonly ListedImage[]> {
  let refused = 0;
  for (const owner of owners) {
    try {
      yield* packagesOf(api, owner, options);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused += 1;
      if (refused === owners.length) throw error;
      options.note('CATALOG_RESTRICTED');
    }
  }
}

/** Pages end at the first empty one: the server may give fewer than were asked for. */
async function* packagesOf(
  api: JsonApi,
  owner: string,
  options: WaitOptions,
): AsyncIterable<readonly ListedImage[]> {
  for (let page = 1; page <= pageCountMax; page += 1) {
    const path = `/packages/${encodeURIComponent(owner)}?type=container&page=${page}&limit=${itemsPerPage}`;
    const packages = await api.ask({ path, schema: PackagesSchema }, options);
    if (packages.length === 0) return;
    yield packages.filter(isTagged).map((one) => ({
      // Owners may have capitals; names in the registry have none.
      repository: `${owner}/${one.name}`.toLowerCase(),
      tag: { name: one.version },
    }));
  }
  throw new HarborError('CATALOG_TRUNCATED', {
    details: { reason: 'the pages of packages do not end', owner },
  });
}

/** The version of a manifest without a tag is its digest. */
function isTagged({ type, version }: GiteaPackage): boolean {
  return type === 'container' && !version.includes(':');
}
