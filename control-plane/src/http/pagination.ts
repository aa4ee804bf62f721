// Lists in pages: what may be asked for, and what comes back beside the rows.
import type { Static } from 'typebox';
import { Type } from 'typebox';
import type { LinksSchema, MetaSchema } from './envelope.ts';

const pageSizeDefault = 50;
/** A larger one is refused rather than cut: a client that asks for 1000 must not take 200 for all there is. */
const pageSizeMax = 200;
/** Far beyond any list; keeps the offset a safe number. */
const pageMax = 1_000_000;

export const pageQuery = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: pageMax, default: 1 })),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: pageSizeMax, default: pageSizeDefault }),
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
}

export interface Window {
  readonly page: number;
  readonly pageSize: number;
  readonly offset: number;
  readonly limit: number;
}

export function windowOf(query: PageQuery): Window {
  const page = query.page ?? 1;
  const pageSize = query.limit ?? pageSizeDefault;
  return { page, pageSize, offset: (page - 1) * pageSize, limit: pageSize };
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
  rows: { readonly data: Row[]; readonly total: number },
): {
  data: Row[];
  meta: Static<typeof MetaSchema>;
  links: Static<typeof LinksSchema>;
} {
  const { page, pageSize } = windowOf(query);
  const totalPages = Math.ceil(rows.total / pageSize);
  const hasNext = page < totalPages;
  const hasPrev = page > 1;
  return {
    data: rows.data,
    meta: { page, pageSize, total: rows.total, totalPages, hasNext, hasPrev },
    links: {
      self: linkTo(url, page),
      ...(hasNext ? { next: linkTo(url, page + 1) } : {}),
      ...(hasPrev ? { prev: linkTo(url, Math.min(page - 1, Math.max(totalPages, 1))) } : {}),
    },
  };
}

function linkTo(url: string, page: number): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('page', String(page));
  return `${path}?${parameters.toString()}`;
}
