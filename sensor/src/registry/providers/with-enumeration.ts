// A provider whose vendor lists repositories or tags in a better way than the distribution API. All else stays.
import { type ErrorCode, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type {
  ListedTag,
  ListOptions,
  RegistryProvider,
  RepositoryPage,
  WaitOptions,
} from '../registry-provider.ts';
import { assertNames } from './assert-names.ts';

export interface VendorEnumeration {
  /** As the port's `repositories`; its cursors must begin with `vendor:`, so that they are told from others. */
  repositories?(options: ListOptions): AsyncIterable<RepositoryPage>;
  /** As the port's `tags`. */
  tags?(repository: string, options: WaitOptions): AsyncIterable<readonly ListedTag[]>;
}

/** What shows that the vendor's API is closed to these credentials, while `/v2/` may still answer. */
const fallbackCodes: ReadonlySet<ErrorCode> = new Set([
  'REGISTRY_FORBIDDEN',
  'REGISTRY_UNAUTHENTICATED',
  'REGISTRY_AUTHENTICATION_FAILED',
  'CATALOG_RESTRICTED',
  'NOT_A_REGISTRY',
  'REGISTRY_RESPONSE_INVALID',
]);

export const vendorCursorPrefix = 'vendor:';

/**
 * Uses the vendor's lists and falls back to the distribution API when they are refused before their first page;
 * the first page then carries the condition VENDOR_API_REFUSED, so that the reason is seen.
 */
export function withEnumeration(
  generic: RegistryProvider,
  vendor: VendorEnumeration,
): RegistryProvider {
  return {
    provider: generic.provider,
    probe: (options) => generic.probe(options),
    repositories: (options) => repositories(generic, vendor, options),
    tags: (repository, options) => tags(generic, vendor, repository, options),
    resolve: (repository, reference, options) => generic.resolve(repository, reference, options),
    manifest: (repository, reference, options) => generic.manifest(repository, reference, options),
    blob: (repository, digest, options) => generic.blob(repository, digest, options),
    referrers: async (repository, digest, options) =>
      await generic.referrers?.(repository, digest, options),
    close: () => generic.close(),
  };
}

async function* repositories(
  generic: RegistryProvider,
  vendor: VendorEnumeration,
  options: ListOptions,
): AsyncIterable<RepositoryPage> {
  const isGenericCursor =
    options.cursor !== undefined && !options.cursor.startsWith(vendorCursorPrefix);
  if (vendor.repositories === undefined || isGenericCursor) {
    yield* generic.repositories(options);
    return;
  }
  let pages = 0;
  try {
    for await (const page of vendor.repositories(options)) {
      pages += 1;
      yield page;
    }
  } catch (error) {
    if (pages > 0 || options.cursor !== undefined || !isRefusal(error)) throw error;
    yield* refused(generic.repositories({ signal: options.signal }));
  }
}

async function* refused(pages: AsyncIterable<RepositoryPage>): AsyncIterable<RepositoryPage> {
  for await (const page of pages) {
    yield { ...page, conditions: ['VENDOR_API_REFUSED', ...(page.conditions ?? [])] };
  }
}

async function* tags(
  generic: RegistryProvider,
  vendor: VendorEnumeration,
  repository: string,
  options: WaitOptions,
): AsyncIterable<readonly ListedTag[]> {
  assertNames(repository);
  if (vendor.tags === undefined) {
    yield* generic.tags(repository, options);
    return;
  }
  let pages = 0;
  try {
    for await (const page of vendor.tags(repository, options)) {
      pages += 1;
      yield page;
    }
  } catch (error) {
    if (pages > 0 || !isRefusal(error)) throw error;
    yield* generic.tags(repository, options);
  }
}

/** The same judgement for a part of a listing that has another way of being read. */
export function isRefusal(error: unknown): boolean {
  return isHarborError(error) && isErrorCode(error.code) && fallbackCodes.has(error.code);
}
