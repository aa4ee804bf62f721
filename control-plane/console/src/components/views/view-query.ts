// What a saved view keeps of an address: its filters and order, as text, never the page one happened to be on.

export type ViewQuery = Readonly<Record<string, string>>;

export function viewQuery(search: object): ViewQuery {
  const kept = Object.entries(search)
    .filter(([name, value]) => name !== 'page' && value !== undefined && value !== '')
    .map(([name, value]) => [name, String(value)] as const)
    .toSorted(([left], [right]) => left.localeCompare(right));
  return Object.fromEntries(kept);
}

export function isSameQuery(left: ViewQuery, right: ViewQuery): boolean {
  return JSON.stringify(viewQuery(left)) === JSON.stringify(viewQuery(right));
}
