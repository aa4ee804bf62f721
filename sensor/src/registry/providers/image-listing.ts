// The enumeration of a vendor whose API lists the images of many repositories at once, with their tags: read to its end,
// then handed out by repository. What is held is handed out once, and forgotten when it is no longer new.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { isRepositoryName, isTagName } from '@harborguard/shared/oci/parse-reference.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type {
  ListedTag,
  RegistryProvider,
  RepositoryPage,
  WaitOptions,
} from '../registry-provider.ts';
import { type VendorEnumeration, vendorCursorPrefix } from './with-enumeration.ts';

export interface ListedImage {
  readonly repository: string;
  /** Absent where the listing names repositories only. */
  readonly tag?: ListedTag;
}

export interface ListingOptions extends WaitOptions {
  /** What the sync should tell besides: that a part is closed to the account, or was read another way. */
  readonly note: (condition: ErrorCode) => void;
}

export interface ImageListing {
  readonly clock: Clock;
  /** Everything the account may see, in any order; repeated images count once. */
  all(options: ListingOptions): AsyncIterable<readonly ListedImage[]>;
  /** The tags of one repository; undefined where this must be asked of the distribution API. */
  ofRepository?(
    repository: string,
    options: WaitOptions,
  ): AsyncIterable<readonly ListedTag[]> | undefined;
}

/** Small enough that a sync that was killed repeats little. */
const repositoriesPerPage = 100;
/** About 300 bytes each. Repositories beyond are asked for their tags one by one. */
const tagsHeldMax = 200_000;
const repositoryCountMax = 1_000_000;
/** A sync may take hours; what it reports should not be that old. */
const heldMsMax = 30 * 60_000;

export function enumerateImages(
  listing: ImageListing,
  generic: RegistryProvider,
): VendorEnumeration {
  const held = new HeldTags(listing.clock);
  return {
    repositories: (options) => repositories(listing, generic, held, options),
    async *tags(repository, options) {
      const known = held.take(repository);
      const asked =
        known === undefined ? listing.ofRepository?.(repository, options) : onePage(known);
      yield* asked ?? generic.tags(repository, options);
    },
  };
}

async function* onePage(tags: readonly ListedTag[]): AsyncIterable<readonly ListedTag[]> {
  yield await Promise.resolve(tags);
}

async function* repositories(
  listing: ImageListing,
  generic: RegistryProvider,
  held: HeldTags,
  options: WaitOptions & { readonly cursor?: string },
): AsyncIterable<RepositoryPage> {
  const after = options.cursor?.slice(vendorCursorPrefix.length) ?? '';
  let whole = false;
  try {
    held.clear();
    const conditions = new Set<ErrorCode>();
    const note = (condition: ErrorCode) => conditions.add(condition);
    const { signal } = options;
    for await (const images of listing.all({ signal, note })) held.add(images);
    const names = held.repositories();
    const pages = pagesOf(names.filter((name) => name > after));
    yield* withConditions(names.length > 0 ? pages : whenNothingIsSeen(generic, signal), [
      ...conditions,
    ]);
    whole = true;
  } finally {
    // Left in the middle: nobody comes back for the rest, and later questions deserve new answers.
    if (!whole) held.clear();
  }
}

function* pagesOf(names: readonly string[]): Iterable<RepositoryPage> {
  for (let start = 0; start < names.length; start += repositoriesPerPage) {
    const page = names.slice(start, start + repositoriesPerPage);
    const last = page.at(-1);
    const more = start + repositoriesPerPage < names.length && last !== undefined;
    yield {
      repositories: page,
      ...(more ? { cursor: `${vendorCursorPrefix}${last}` } : {}),
    };
  }
  if (names.length === 0) yield { repositories: [] };
}

async function* withConditions(
  pages: AsyncIterable<RepositoryPage> | Iterable<RepositoryPage>,
  conditions: readonly ErrorCode[],
): AsyncIterable<RepositoryPage> {
  for await (const page of pages) {
    const all = [...new Set([...conditions, ...(page.conditions ?? [])])];
    yield all.length === 0 ? page : { ...page, conditions: all };
  }
}

/** These products hide what an account may not read, so nothing at all is no proof that there is nothing. */
async function* whenNothingIsSeen(
  generic: RegistryProvider,
  signal: AbortSignal,
): AsyncIterable<RepositoryPage> {
  let seen = 0;
  try {
    for await (const page of generic.repositories({ signal })) {
      seen += page.repositories.length;
      if (page.repositories.length > 0) yield page;
    }
  } catch (error) {
    if (seen > 0 || !isHarborError(error) || error.code !== 'CATALOG_RESTRICTED') throw error;
  }
  if (seen === 0) yield { repositories: [], conditions: ['CATALOG_RESTRICTED'] };
}

class HeldTags {
  readonly #clock: Clock;
  readonly #byRepository = new Map<string, Map<string, ListedTag> | undefined>();
  #tags = 0;
  #readAtMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(images: readonly ListedImage[]): void {
    if (this.#byRepository.size === 0) this.#readAtMs = this.#clock.monotonicMs();
    for (const image of images) this.#addOne(image);
  }

  repositories(): readonly string[] {
    return [...this.#byRepository.keys()].sort();
  }

  /** Handed out once: whoever asks again wants to know what is true now. */
  take(repository: string): readonly ListedTag[] | undefined {
    const tags = this.#byRepository.get(repository);
    this.#byRepository.delete(repository);
    const old = this.#clock.monotonicMs() - this.#readAtMs > heldMsMax;
    return tags === undefined || old ? undefined : [...tags.values()];
  }

  clear(): void {
    this.#byRepository.clear();
    this.#tags = 0;
  }

  #addOne({ repository, tag }: ListedImage): void {
    // A name that breaks the grammar cannot be pulled by anybody, and must not be put into an address.
    if (!isRepositoryName(repository)) return;
    if (this.#byRepository.size >= repositoryCountMax) {
      throw new HarborError('CATALOG_TRUNCATED', {
        details: { reason: 'the list does not end', itemsSeen: this.#byRepository.size },
      });
    }
    const known = this.#byRepository.get(repository) ?? new Map<string, ListedTag>();
    const incomplete = this.#isIncomplete(repository);
    if (tag === undefined || incomplete || this.#tags >= tagsHeldMax) {
      this.#byRepository.set(repository, undefined);
      return;
    }
    this.#byRepository.set(repository, known);
    if (!isTagName(tag.name)) return;
    if (!known.has(tag.name)) this.#tags += 1;
    known.set(tag.name, tag);
  }

  /** Named without its tags, or no longer held in full. */
  #isIncomplete(repository: string): boolean {
    return this.#byRepository.has(repository) && this.#byRepository.get(repository) === undefined;
  }
}
