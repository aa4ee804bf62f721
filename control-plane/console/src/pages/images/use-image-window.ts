// The rows of a long list around what is on the screen: pages of the API, asked for as they come into sight.

import type { AnswerOf, RowOf } from '@harborguard/client/operation-types.ts';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import type { ImageListQuery } from './image-list-query.ts';

export type ImageRow = RowOf<'GET /api/images'>;

const pageSize = 100;

export interface ImageWindow {
  /** As many as were counted. */
  readonly total: number | undefined;
  /** There are more than were counted. */
  readonly isMore: boolean;
  /** How far one can scroll: further than was counted, once somebody comes near the end of that. */
  readonly length: number;
  readonly error: Error | null;
  row(index: number): ImageRow | undefined;
  retry(): void;
}

export function useImageWindow(search: ImageListQuery, from: number, to: number): ImageWindow {
  const first = Math.floor(from / pageSize) + 1;
  const last = Math.floor(Math.max(from, to) / pageSize) + 1;
  // The first page is always held: it says how long the list is.
  const pages = [
    ...new Set([1, ...Array.from({ length: last - first + 1 }, (_, at) => first + at)]),
  ];
  const answers = useQueries({
    queries: pages.map((page) => {
      const request = { query: { ...search, page, limit: pageSize } };
      return {
        queryKey: ['GET /api/images', request],
        queryFn: ({ signal }: { signal: AbortSignal }) => call('GET /api/images', request, signal),
        ...(page === 1 ? { placeholderData: keepPreviousData } : {}),
      };
    }),
  });
  const [reached, setReached] = useState(0);
  const furthest = Math.max(
    0,
    ...answers.map(({ data }) => (data === undefined ? 0 : endOf(data))),
  );
  if (furthest > reached) setReached(furthest);
  const counted = answers[0]?.data?.meta;
  const isMore = counted?.totalIsMinimum === true;
  return {
    ...{ total: counted?.total, isMore },
    length: isMore ? Math.max(counted.total, reached) : (counted?.total ?? 0),
    error: answers.find((answer) => answer.error !== null)?.error ?? null,
    row: (index) => {
      const at = pages.indexOf(Math.floor(index / pageSize) + 1);
      return answers[at]?.data?.data[index % pageSize];
    },
    retry: () => {
      for (const answer of answers) void answer.refetch();
    },
  };
}

/** One page further while there is one. */
function endOf({ data, meta }: AnswerOf<'GET /api/images'>): number {
  return (meta.page - 1) * pageSize + data.length + (meta.hasNext ? pageSize : 0);
}
