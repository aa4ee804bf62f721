// The enumeration of a vendor without a list of everything: owner by owner, page by page, then the repositories that are
// named outright. An owner that is refused is told by a condition; it must not look as if it had nothing.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { isRepositoryName } from '@harborguard/shared/oci/parse-reference.ts';
import type { RepositoryPage } from '../registry-provider.ts';
import { ListWalk } from './list-walk.ts';
import { vendorCursorPrefix } from './with-enumeration.ts';

export interface NumberedPage<Item> {
  readonly items: readonly Item[];
  /** The vendor says, or shows by a short page, that nothing follows. */
  readonly isLast: boolean;
}

export interface OwnedRepositories {
  /** Sorted. */
  readonly owners: readonly string[];
  readonly named: readonly string[];
  /** Pages count from 1. */
  readonly page: (owner: string, page: number) => Promise<NumberedPage<string>>;
}

interface Place {
  readonly owner: string;
  readonly page: number;
}

/** What shows that this owner is closed to these credentials, or is none. */
const refusalCodes: ReadonlySet<ErrorCode> = new Set([
  'REGISTRY_FORBIDDEN',
  'REGISTRY_UNAUTHENTICATED',
  'REGISTRY_AUTHENTICATION_FAILED',
  'CATALOG_RESTRICTED',
  'NOT_A_REGISTRY',
]);

export async function* repositoriesOfOwners(
  owned: OwnedRepositories,
  cursor: string | undefined,
): AsyncIterable<RepositoryPage> {
  const { named } = owned;
  if (owned.owners.length === 0 && named.length === 0) throw nobodyNamed();
  const start = placeOf(cursor);
  const owners = owned.owners.filter((owner) => start === undefined || owner >= start.owner);
  let listed = 0;
  for (const [index, owner] of owners.entries()) {
    const first = owner === start?.owner ? start.page : 1;
    const after = cursorOf(owners[index + 1]);
    for await (const page of pagesOf(owned, owner, first, after)) {
      listed += page.repositories.length;
      yield page;
    }
  }
  // These vendors leave out what may not be seen, so an empty list proves nothing.
  const doubtful = listed === 0 && named.length === 0 && cursor === undefined;
  yield { repositories: named, ...(doubtful ? { conditions: ['CATALOG_RESTRICTED'] } : {}) };
}

async function* pagesOf(
  owned: OwnedRepositories,
  owner: string,
  firstPage: number,
  after: string,
): AsyncIterable<RepositoryPage> {
  try {
    const read = (page: number) => owned.page(owner, page);
    const walk = { read, firstPage, subject: { owner }, nameOf: (name: string) => name };
    for await (const { fresh, nextPage } of numberedPages(walk, isRepositoryName)) {
      yield {
        repositories: fresh,
        cursor: nextPage === undefined ? after : cursorOf(owner, nextPage),
      };
    }
  } catch (error) {
    const alone = owned.owners.length === 1 && owned.named.length === 0;
    if (alone || !isHarborError(error) || !refusalCodes.has(error.code)) throw error;
    yield { repositories: [], cursor: after, conditions: ['CATALOG_RESTRICTED'] };
  }
}

export interface NumberedWalk<Item> {
  readonly read: (page: number) => Promise<NumberedPage<Item>>;
  readonly firstPage: number;
  /** Says in errors what was listed. */
  readonly subject: Readonly<Record<string, string>>;
  readonly nameOf: (item: Item) => string;
}

export interface FreshPage<Item> {
  /** Not seen on an earlier page. */
  readonly fresh: readonly Item[];
  readonly nextPage?: number;
}

/** Asks for page after page by its number: a vendor's links could lead anywhere. */
export async function* numberedPages<Item>(
  { read, firstPage, subject, nameOf }: NumberedWalk<Item>,
  isName: (name: string) => boolean,
): AsyncIterable<FreshPage<Item>> {
  const walk = new ListWalk(subject);
  for (let number = firstPage; ; number += 1) {
    walk.enter(String(number));
    const { items, isLast } = await read(number);
    const before = walk.itemsSeen;
    const fresh = walk.fresh(items, nameOf, isName);
    if (isLast || items.length === 0) return yield { fresh };
    if (walk.itemsSeen === before) throw walk.truncated('the pages repeat');
    yield { fresh, nextPage: number + 1 };
  }
}

/** Behind the last owner only what is named outright is left: the place of no owner. */
const behindOwners = '~';

function cursorOf(owner: string = behindOwners, page = 1): string {
  return `${vendorCursorPrefix}${page}:${owner}`;
}

function placeOf(cursor: string | undefined): Place | undefined {
  const match = /^([0-9]{1,6}):(.{1,255})$/.exec(cursor?.slice(vendorCursorPrefix.length) ?? '');
  const owner = match?.[2];
  return owner === undefined ? undefined : { owner, page: Number(match?.[1]) };
}

function nobodyNamed(): HarborError {
  return new HarborError('CATALOG_RESTRICTED', {
    details: { reason: 'no owner is known: name one in the filters, such as my-team/**' },
  });
}
