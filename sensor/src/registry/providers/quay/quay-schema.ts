// What is read of Quay's answers, and no more.
import { Type } from 'typebox';

export const QuayUserSchema = Type.Object({
  username: Type.String(),
  organizations: Type.Optional(Type.Array(Type.Object({ name: Type.String() }))),
});

export const QuayRepositoriesSchema = Type.Object({
  repositories: Type.Array(
    Type.Object({
      namespace: Type.String(),
      name: Type.String(),
      /** `image` or `application`. */
      kind: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      state: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
  ),
  /** Opaque; absent at the end. */
  next_page: Type.Optional(Type.Union([Type.String({ maxLength: 8192 }), Type.Null()])),
});

export const QuayTagsSchema = Type.Object({
  tags: Type.Array(
    Type.Object({
      name: Type.String(),
      manifest_digest: Type.String(),
      /** Seconds. */
      start_ts: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    }),
  ),
  has_additional: Type.Optional(Type.Boolean()),
});
