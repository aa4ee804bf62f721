// The shape of every answer: `{data, meta?, links?}`, or `{error}`.

import { type Static, type TSchema, Type } from 'typebox';
import { AdvisoryAgeSchema } from './schemas/advisory.ts';

export const ErrorSchema = Type.Object({
  error: Type.Object({
    code: Type.String({ description: 'A code of the error table; see GET /api/errors.' }),
    message: Type.String(),
    issues: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
    firstCheck: Type.Optional(Type.String({ description: 'The first thing to look at.' })),
    id: Type.String({ description: 'Of this request; the same in the log.' }),
  }),
});
export type ErrorBody = Static<typeof ErrorSchema>;

export const MetaSchema = Type.Object({
  page: Type.Integer(),
  pageSize: Type.Integer(),
  total: Type.Integer(),
  totalIsMinimum: Type.Optional(
    Type.Boolean({ description: 'True when there are more rows than were counted.' }),
  ),
  totalPages: Type.Integer(),
  hasNext: Type.Boolean(),
  hasPrev: Type.Boolean(),
});

export const LinksSchema = Type.Object({
  self: Type.String(),
  next: Type.Optional(Type.String()),
  prev: Type.Optional(Type.String()),
});

export function dataOf<Data extends TSchema>(data: Data) {
  return Type.Object({ data });
}

/** A page whose rows are judged by the advisories: their age stands beside them. */
export function agedPageOf<Row extends TSchema>(row: Row) {
  return Type.Object({
    data: Type.Array(row),
    meta: MetaSchema,
    links: LinksSchema,
    advisories: AdvisoryAgeSchema,
  });
}

export function pageOf<Row extends TSchema>(row: Row) {
  return Type.Object({ data: Type.Array(row), meta: MetaSchema, links: LinksSchema });
}
