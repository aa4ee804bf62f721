// The rows of a long list around what is on the screen: pages of the API, asked for as they come into sight.
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { call, type RowOf } from '../../api/call.ts';
import type { ImageListQuery } from './image-list-query.ts';

export type ImageRow = RowOf<'GET /api/images'>;

const pageSize = 100;

export interface ImageWindow {
  readonly total: number | undefined;
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
  return {
    total: answers[0]?.data?.meta.total,
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
