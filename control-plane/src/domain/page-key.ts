// Where a page of a long list begins and ends. The next page goes on behind the last row of this one, whatever was added or
// removed in between, and costs no more than the first.

/** Of a row: one value for each column that the list is ordered by; together they are its alone. */
export type PageKey = readonly (string | number)[];

export interface PageCursor {
  readonly direction: 'after' | 'before';
  readonly key: PageKey;
}

export interface PageEdges {
  /** The last row, when others follow it. */
  readonly next?: PageKey;
  /** The first row, when others come before it. */
  readonly previous?: PageKey;
  /** There are more rows than were counted. */
  readonly isMore?: boolean;
}

/** Counting goes no further: nobody reads so many rows, and counting a million takes longer than showing fifty. */
export const countedRowsMax = 10_000;
