// What is read of Artifactory's REST API, and the question in its query language (AQL) that lists manifests.
import { type Static, Type } from 'typebox';

const name = Type.String({ maxLength: 512 });

export const RepositoriesSchema = Type.Array(
  Type.Object({ key: name, type: name, packageType: name }),
  { maxItems: 100_000 },
);
export type JfrogRepository = Static<typeof RepositoriesSchema>[number];

const PropertySchema = Type.Object({
  key: name,
  value: Type.Optional(Type.String({ maxLength: 16_384 })),
});

const ManifestFileSchema = Type.Object({
  /** `<image>/<tag>` */
  path: Type.String({ maxLength: 2048 }),
  name,
  size: Type.Optional(Type.Integer({ minimum: 0 })),
  sha256: Type.Optional(Type.String({ maxLength: 256 })),
  properties: Type.Optional(Type.Array(PropertySchema, { maxItems: 1000 })),
});
export type ManifestFile = Static<typeof ManifestFileSchema>;

export const ManifestFilesSchema = Type.Object({
  results: Type.Array(ManifestFileSchema, { maxItems: 100_000 }),
});

export const manifestFileName = 'manifest.json';
export const indexFileName = 'list.manifest.json';
export const digestProperty = 'docker.manifest.digest';
export const typeProperty = 'docker.manifest.type';

export interface ManifestQuery {
  /** A local or federated repository, or the cache of a remote one. */
  readonly key: string;
  readonly offset: number;
  readonly limit: number;
}

/** An account that is no administrator must include repo, path and name. */
export function manifestQuery({ key, offset, limit }: ManifestQuery): string {
  const criteria = {
    repo: key,
    $or: [{ name: manifestFileName }, { name: indexFileName }],
  };
  const fields = [
    'repo',
    'path',
    'name',
    'sha256',
    'size',
    `@${digestProperty}`,
    `@${typeProperty}`,
  ];
  const include = fields.map((field) => JSON.stringify(field)).join(',');
  const order = '.sort({"$asc":["path","name"]})';
  return `items.find(${JSON.stringify(criteria)}).include(${include})${order}.offset(${offset}).limit(${limit})`;
}
