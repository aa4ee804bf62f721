// The rows people see: one for each registry, repository, tag and platform image. An index stands for its members.
import { type Kysely, sql } from 'kysely';
import type { ImageFilter } from '../domain/inventory/image-queries.ts';
import { allShownImages, type ShownImages } from './all-shown-images.ts';
import { narrowByContent, type ResolvedImageFilter } from './image-filter.ts';
import { isLike, isPattern, likePattern } from './query-parts.ts';
import type { Tables } from './tables.ts';

/** `filter` is that of the API; every condition is one more `where`. */
export function shownImages(db: Kysely<Tables>, orgId: string, filter: ResolvedImageFilter) {
  return narrowByContent(db, orgId, narrowByName(allShownImages(db, orgId), filter), filter);
}

function narrowByName(rows: ShownImages, filter: ImageFilter): ShownImages {
  const { registryId, registryIds, repository, tag, search, firstSeenFrom, firstSeenTo } = filter;
  let narrowed = rows;
  if (registryId !== undefined) narrowed = narrowed.where('registry.id', '=', registryId);
  if (registryIds !== undefined) narrowed = narrowed.where('registry.id', 'in', registryIds);
  if (repository !== undefined) {
    narrowed = narrowed.where(named('repository.name', repository));
  }
  if (tag !== undefined) narrowed = narrowed.where(named('tag.name', tag));
  if (firstSeenFrom !== undefined) {
    narrowed = narrowed.where('tag.first_seen_at', '>=', firstSeenFrom);
  }
  if (firstSeenTo !== undefined) narrowed = narrowed.where('tag.first_seen_at', '<', firstSeenTo);
  if (search !== undefined) {
    const name = sql`repository.name || ':' || tag.name`;
    narrowed = narrowed.where(isLike(name, `%${likePattern(search)}%`));
  }
  return narrowed;
}

export function named(column: string, text: string) {
  return isPattern(text)
    ? isLike(sql.ref(column), likePattern(text))
    : sql<boolean>`${sql.ref(column)} = ${text}`;
}
