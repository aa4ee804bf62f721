// What is read of Harbor's answers, and no more: it adds fields with every version. Its empty lists may be `null`.
import { type Static, Type } from 'typebox';

/** `name` begins with the project: `shop/web/front`. */
export const HarborRepositoriesSchema = Type.Union([
  Type.Array(Type.Object({ name: Type.String() })),
  Type.Null(),
]);

const time = Type.Optional(Type.Union([Type.String({ maxLength: 64 }), Type.Null()]));

const HarborArtifactSchema = Type.Object({
  digest: Type.String(),
  /** Absent in the answers of early versions. */
  manifest_media_type: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  push_time: time,
  tags: Type.Optional(
    Type.Union([Type.Array(Type.Object({ name: Type.String(), push_time: time })), Type.Null()]),
  ),
});
export type HarborArtifact = Static<typeof HarborArtifactSchema>;

export const HarborArtifactsSchema = Type.Union([Type.Array(HarborArtifactSchema), Type.Null()]);

export const HarborProjectSchema = Type.Object({
  /** Of the registry that a proxy cache fetches from; absent or zero for any other project. */
  registry_id: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
});
