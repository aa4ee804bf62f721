// What is read of Zot's search extension (GraphQL), and the questions that are put to it.
import { type Static, Type } from 'typebox';

const ImageSchema = Type.Object({
  RepoName: Type.String({ maxLength: 512 }),
  Tag: Type.String({ maxLength: 256 }),
  Digest: Type.String({ maxLength: 256 }),
  MediaType: Type.Optional(Type.Union([Type.String({ maxLength: 256 }), Type.Null()])),
});
export type ZotImage = Static<typeof ImageSchema>;

const ImageListSchema = Type.Object({
  Page: Type.Optional(
    Type.Union([
      Type.Object({ TotalCount: Type.Optional(Type.Union([Type.Integer(), Type.Null()])) }),
      Type.Null(),
    ]),
  ),
  Results: Type.Union([Type.Array(ImageSchema, { maxItems: 10_000 }), Type.Null()]),
});

/** A question that failed is answered with 200 too, and with `errors` in place of the data. */
export const ImageListReplySchema = Type.Object({
  errors: Type.Optional(Type.Union([Type.Array(Type.Unknown()), Type.Null()])),
  data: Type.Optional(
    Type.Union([
      Type.Object({ ImageList: Type.Optional(Type.Union([ImageListSchema, Type.Null()])) }),
      Type.Null(),
    ]),
  ),
});

export interface ZotPage {
  /** An empty text stands for all repositories. */
  readonly repository: string;
  readonly offset: number;
  readonly limit: number;
}

export function imageListQuery({ repository, offset, limit }: ZotPage): string {
  const page = `{limit:${limit},offset:${offset},sortBy:ALPHABETIC_ASC}`;
  const fields = 'Page{TotalCount} Results{RepoName Tag Digest MediaType}';
  return `{ImageList(repo:${JSON.stringify(repository)},requestedPage:${page}){${fields}}}`;
}
