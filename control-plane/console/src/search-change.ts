// A change of the filters in the address: what is emptied goes, and the list begins anew.

/** The search of the address with `change` in it; the page is dropped unless the change names one. */
export function changedSearch<Search extends object>(
  before: Search,
  change: { readonly [Name in keyof Search]?: Search[Name] | undefined | '' | false },
): Search {
  const { page: _page, ...rest } = before as Search & { page?: number };
  const entries = Object.entries({ ...rest, ...change }).filter(
    ([, value]) => value !== undefined && value !== '' && value !== false,
  );
  return Object.fromEntries(entries) as Search;
}
