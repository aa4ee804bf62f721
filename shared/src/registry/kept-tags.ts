// Which tags of a repository a connection keeps: the one rule of the sensor's sync and of the preview of filters.
import type { RegistryFilters } from '../protocol/registry-target.ts';
import { newestTags } from './newest-tags.ts';
import { tagAge } from './tag-age.ts';
import { keepsTag } from './tag-filter.ts';

export interface DatedTag {
  readonly name: string;
  /** Absent where the registry does not say when it was pushed. */
  readonly pushedAt?: number;
}

/**
 * By name, then by age, then the newest of what is left. A list may be taken in parts: the tags kept of the first,
 * together with the next, give the same as both at once.
 */
export function keptTags<Tag extends DatedTag>(
  filters: RegistryFilters,
  tags: readonly Tag[],
  now: number,
): readonly Tag[] {
  const kept = tags.filter(
    ({ name, pushedAt }) => keepsTag(filters, name) && tagAge(filters, pushedAt, now) !== 'old',
  );
  return filters.newestTags === undefined ? kept : newestTags(kept, filters.newestTags);
}

/** Those that stay only because nobody knows how old they are. */
export function undatedTags<Tag extends DatedTag>(
  filters: RegistryFilters,
  tags: readonly Tag[],
  now: number,
): readonly Tag[] {
  return tags.filter(({ pushedAt }) => tagAge(filters, pushedAt, now) === 'unknown');
}
