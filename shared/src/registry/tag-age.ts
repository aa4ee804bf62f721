// How old a tag may be. Only what a registry says of its push counts; a tag without a known time is never dropped for it.
import type { RegistryFilters } from '../protocol/registry-target.ts';

const dayMs = 24 * 60 * 60 * 1000;

export type TagAge = 'young' | 'old' | 'unknown';

export function tagAge(
  { maxAgeDays }: Pick<RegistryFilters, 'maxAgeDays'>,
  pushedAt: number | undefined,
  now: number,
): TagAge {
  if (maxAgeDays === undefined) return 'young';
  if (pushedAt === undefined) return 'unknown';
  return now - pushedAt > maxAgeDays * dayMs ? 'old' : 'young';
}

/** Of a vendor's text, number of milliseconds or date; undefined for what is no time, such as the year 0001 of products that know none. */
export function pushTime(value: string | number | Date | null | undefined): number | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const time = new Date(value).getTime();
  return Number.isFinite(time) && time > 0 ? time : undefined;
}

/** For a spread: nothing where no time is known. */
export function pushedAtOf(value: Parameters<typeof pushTime>[0]): { readonly pushedAt?: number } {
  const pushedAt = pushTime(value);
  return pushedAt === undefined ? {} : { pushedAt };
}
