// The inventory of one image: what a scan found, as it travels over the link, is stored and is matched.
// A result is a fact about a digest, true whoever found it and when.
import { type Static, Type } from 'typebox';
import { ObservationSchema, observationsMax } from './observation.ts';

const text = (maxLength: number) => Type.String({ maxLength });

export const DigestSchema = Type.String({
  pattern: '^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$',
});

export const PlatformSchema = Type.Object({
  os: text(64),
  architecture: text(64),
  variant: Type.Optional(text(64)),
});
export type Platform = Static<typeof PlatformSchema>;

/** Package kinds by their purl type. */
export const packageTypes = [
  'deb',
  'apk',
  'rpm',
  'npm',
  'pypi',
  'golang',
  'maven',
  'gem',
  'composer',
  'cargo',
  'nuget',
  'generic',
] as const;
export type PackageType = (typeof packageTypes)[number];

export const PackageSchema = Type.Object({
  type: Type.Enum(packageTypes),
  /** As its ecosystem writes it: `@scope/name`, `group:artifact`, the binary package of a distro. */
  name: text(512),
  /** Whole, with epoch and revision: `1:2.36-9+deb12u4`. */
  version: text(256),
  purl: text(2048),
  architecture: Type.Optional(text(64)),
  /** The source (dpkg, rpm) or origin (apk) package; advisories of distros speak of this one. */
  source: Type.Optional(Type.Object({ name: text(512), version: text(256) })),
  licenses: Type.Optional(Type.Array(text(256), { maxItems: 64 })),
  /** Who built an rpm, as it says itself. */
  vendor: Type.Optional(text(256)),
  /** The module stream an rpm belongs to, as it says itself: `nodejs:18:8090020240101:a1b2c3d4`. */
  modularity: Type.Optional(text(256)),
  /** Paths inside the image, without a leading slash; at most 16 are kept. */
  locations: Type.Array(text(4096), { maxItems: 16 }),
  /** Index into `layers` of the layer that introduced this version of the package. */
  layer: Type.Integer({ minimum: 0 }),
  /** The detector that found it: `dpkg`, `apk`, `npm` … */
  detector: text(64),
  /** purl of the distro package that owns the files; such a package is matched by its owner only. */
  ownedBy: Type.Optional(text(2048)),
});
export type Package = Static<typeof PackageSchema>;

/** From os-release, values as written there, unquoted. */
export const DistroSchema = Type.Object({
  id: text(128),
  idLike: Type.Array(text(128), { maxItems: 16 }),
  versionId: Type.Optional(text(128)),
  versionCodename: Type.Optional(text(128)),
  prettyName: Type.Optional(text(256)),
  cpeName: Type.Optional(text(256)),
});
export type Distro = Static<typeof DistroSchema>;

export const LayerSchema = Type.Object({
  digest: DigestSchema,
  diffId: Type.Optional(DigestSchema),
  mediaType: text(256),
  /** Compressed bytes, as the manifest says. */
  sizeBytes: Type.Integer({ minimum: 0 }),
  /** Uncompressed bytes, as read; absent when the layer was skipped. */
  uncompressedBytes: Type.Optional(Type.Integer({ minimum: 0 })),
  /** What the image's history says of the step that made the layer. */
  createdBy: Type.Optional(text(8192)),
});
export type Layer = Static<typeof LayerSchema>;

/** Why an image is not fully indexed; `code` is of the error table. */
export const IndexingIssueSchema = Type.Object({
  code: text(64),
  layer: Type.Optional(Type.Integer({ minimum: 0 })),
  path: Type.Optional(text(4096)),
  detail: Type.Optional(text(1024)),
});
export type IndexingIssue = Static<typeof IndexingIssueSchema>;

/** One step of the image's history, the oldest first. */
export const HistoryStepSchema = Type.Object({
  createdBy: text(2048),
  /** Index into `layers`; absent for steps that made none, and when history and layers do not match. */
  layer: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type HistoryStep = Static<typeof HistoryStepSchema>;

/** What the image's configuration says, as far as rules and people ask for it. Secrets are struck out. */
export const ImageFactsSchema = Type.Object({
  user: Type.Optional(text(256)),
  created: Type.Optional(text(64)),
  exposedPorts: Type.Array(text(64), { maxItems: 256 }),
  labels: Type.Record(text(512), text(8192)),
  entrypoint: Type.Optional(Type.Array(text(2048), { maxItems: 64 })),
  command: Type.Optional(Type.Array(text(2048), { maxItems: 64 })),
  workingDirectory: Type.Optional(text(1024)),
  healthcheck: Type.Optional(Type.Boolean()),
  history: Type.Optional(Type.Array(HistoryStepSchema, { maxItems: 512 })),
  /** How many of the lowest layers seem to come from the base image, by the marks its build left in the history. */
  baseLayers: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type ImageFacts = Static<typeof ImageFactsSchema>;

export const InventorySchema = Type.Object({
  schemaVersion: Type.Literal(1),
  /** Changes whenever the same image could give another inventory. */
  analyzerVersion: text(64),
  /** The digest of the platform's manifest. */
  imageDigest: DigestSchema,
  mediaType: text(256),
  platform: PlatformSchema,
  /** Compressed bytes of configuration and layers. */
  sizeBytes: Type.Integer({ minimum: 0 }),
  distro: Type.Optional(DistroSchema),
  facts: ImageFactsSchema,
  layers: Type.Array(LayerSchema, { maxItems: 1024 }),
  packages: Type.Array(PackageSchema, { maxItems: 200_000 }),
  /** Absent from sensors that do not look yet. */
  observations: Type.Optional(Type.Array(ObservationSchema, { maxItems: observationsMax })),
  /** `partial` when something of the image could not be read; `issues` says what. */
  state: Type.Union([Type.Literal('indexed'), Type.Literal('partial')]),
  issues: Type.Array(IndexingIssueSchema, { maxItems: 1000 }),
});
export type Inventory = Static<typeof InventorySchema>;
