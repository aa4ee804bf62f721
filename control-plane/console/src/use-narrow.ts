// Filters of a list that live in the address: a change takes the place of the address before, the way back leaves the list.
import { useCallback } from 'react';
import { changedSearch } from './search-change.ts';

type FilterChange<Search> = { readonly [Name in keyof Search]?: string | boolean };

interface NarrowedAddress<Search> {
  readonly search: (before: Search) => Search;
  readonly replace: true;
  readonly resetScroll: boolean;
}

/** `navigate` is that of the page, whose address knows these filters. */
export function useNarrow<Search extends object>(
  navigate: (to: NarrowedAddress<Search>) => unknown,
): (change: FilterChange<Search>) => void {
  return useCallback(
    (change) =>
      void navigate({
        search: (before) => changedSearch(before, change as Partial<Search>),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
}
