// What is read of Nexus' REST API: the repositories, and the components (an image and a tag each) of one.
import { type Static, Type } from 'typebox';

const name = Type.String({ maxLength: 512 });

export const RepositoriesSchema = Type.Array(
  Type.Object({ name, format: name, type: Type.Optional(name) }),
  { maxItems: 100_000 },
);
export type NexusRepository = Static<typeof RepositoriesSchema>[number];

const AssetSchema = Type.Object({
  path: Type.Optional(Type.String({ maxLength: 2048 })),
  contentType: Type.Optional(Type.Union([Type.String({ maxLength: 512 }), Type.Null()])),
  fileSize: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
  checksum: Type.Optional(
    Type.Union([Type.Object({ sha256: Type.Optional(Type.String()) }), Type.Null()]),
  ),
});
export type NexusAsset = Static<typeof AssetSchema>;

const ComponentSchema = Type.Object({
  name,
  version: Type.Union([name, Type.Null()]),
  assets: Type.Optional(Type.Union([Type.Array(AssetSchema, { maxItems: 10_000 }), Type.Null()])),
});
export type NexusComponent = Static<typeof ComponentSchema>;

export const ComponentsSchema = Type.Object({
  items: Type.Array(ComponentSchema, { maxItems: 10_000 }),
  continuationToken: Type.Optional(
    Type.Union([Type.String({ minLength: 1, maxLength: 4096 }), Type.Null()]),
  ),
});
