// Lists in pages: what may be asked for, and what comes back beside the rows.
import type { Static } from 'typebox';
import { Type } from 'typebox';
import type { PageCursor, PageEdges, PageKey } from '../domain/page-key.ts';
import type { LinksSchema, MetaSchema } from './envelope.ts';
import { readCursor, writeCursor } from './page-cursor.ts';

const pageSizeDefault = 50;
/** A larger one is refused rather than cut: a client that asks for 1000 must not take 200 for all there is. */
const pageSizeMax = 200;
/** Far beyond any list; keeps the offset a safe number. */
const pageMax = 1_000_000;
/** Longer ones were never given out: names of repositories and tags, and some numbers. */
const cursorLengthMax = 2000;

export const pageQuery = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: pageMax, default: 1 })),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: pageSizeMax, default: pageSizeDefault }),
  ),
};

/** Of lists that grow long: `links` lead from page to page by cursors, past which nothing is skipped or shown twice. */
export const keysetQuery = {
  ...pageQuery,
  cursor: Type.Optional(
    Type.String({
      maxLength: cursorLengthMax,
      description: 'From `links` of the page before, with the same filters and order.',
    }),
  ),
};

/** `column:asc` or `column:desc`, by a list of the columns that may be named. */
export function sortQuery<Column extends string>(columns: readonly Column[]) {
  const values = columns.flatMap((column) => [`${column}:asc`, `${column}:desc`]);
  return { sort: Type.Optional(Type.Enum(values as `${Column}:${'asc' | 'desc'}`[])) };
}

export interface PageQuery {
  readonly page?: number;
  readonly limit?: number;
  readonly cursor?: string;
  readonly sort?: string;
}

export interface Window {
  readonly page: number;
  readonly pageSize: number;
  readonly offset: number;
  readonly limit: number;
  readonly cursor?: PageCursor;
}

export function windowOf(query: PageQuery): Window {
  const asked = query.cursor === undefined ? undefined : readCursor(query.cursor, query.sort);
  const page = asked?.page ?? query.page ?? 1;
  const pageSize = query.limit ?? pageSizeDefault;
  return {
    ...{ page, pageSize, offset: (page - 1) * pageSize, limit: pageSize },
    ...(asked === undefined ? {} : { cursor: asked.cursor }),
  };
}

export function sortOf<Column extends string>(
  sort: `${Column}:${'asc' | 'desc'}` | undefined,
): { readonly column: Column; readonly descending: boolean } | undefined {
  if (sort === undefined) return undefined;
  const [column, direction] = sort.split(':') as [Column, 'asc' | 'desc'];
  return { column, descending: direction === 'desc' };
}

/** `url` as it was asked for, with its query: links keep the filters. */
export function pageAnswer<Row>(
  url: string,
  query: PageQuery,
  rows: { readonly data: Row[]; readonly total: number } & PageEdges,
): {
  data: Row[];
  meta: Static<typeof MetaSchema>;
  links: Static<typeof LinksSchema>;
} {
  const { page, pageSize } = windowOf(query);
  const totalPages = Math.ceil(rows.total / pageSize);
  const { next, previous, isMore = false } = rows;
  const hasNext = next !== undefined || page < totalPages;
  const hasPrev = previous !== undefined || page > 1;
  const cursor = (direction: PageCursor['direction'], key: PageKey, to: number) =>
    writeCursor({ cursor: { direction, key }, page: to, sort: query.sort });
  const before = Math.max(1, Math.min(page - 1, Math.max(totalPages, 1)));
  return {
    data: rows.data,
    meta: {
      ...{ page, pageSize, total: rows.total, totalPages, hasNext, hasPrev },
      ...(isMore ? { totalIsMinimum: true } : {}),
    },
    links: {
      self: query.cursor === undefined ? linkTo(url, { page }) : linkTo(url, query),
      ...(hasNext
        ? {
            next: linkTo(
              url,
              next ? { cursor: cursor('after', next, page + 1) } : { page: page + 1 },
            ),
          }
        : {}),
      ...(hasPrev
        ? {
            prev: linkTo(
              url,
              previous
                ? { cursor: cursor('before', previous, Math.max(1, page - 1)) }
                : { page: before },
            ),
          }
        : {}),
    },
  };
}

function linkTo(url: string, to: Pick<PageQuery, 'page' | 'cursor'>): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.delete('page');
  parameters.delete('cursor');
  if (to.cursor === undefined) parameters.set('page', String(to.page ?? 1));
  else parameters.set('cursor', to.cursor);
  return `${path}?${parameters.toString()}`;
}
