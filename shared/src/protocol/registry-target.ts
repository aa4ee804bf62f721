// What a job says about the registry it is for. It never holds a secret: where the control plane keeps the
// credential, the sensor asks for it by job and attempt and keeps the answer in memory only.
import { type Static, Type } from 'typebox';

/** The providers a connection may have; CUSTOM is any registry that speaks the OCI distribution API. */
export const providers = [
  'DOCKER_HUB',
  'AWS_ECR',
  'GOOGLE_GAR',
  'AZURE_ACR',
  'GHCR',
  'GITLAB',
  'HARBOR',
  'JFROG',
  'QUAY',
  'NEXUS',
  'ZOT',
  'GITEA',
  'CUSTOM',
] as const;

export type Provider = (typeof providers)[number];

export const ProviderSchema = Type.Enum(providers);

/** Globs by minimatch. An empty include list keeps everything; exclude wins over include. */
export const GlobFilterSchema = Type.Object({
  include: Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 100 }),
  exclude: Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 100 }),
});
export type GlobFilter = Static<typeof GlobFilterSchema>;

export const RegistryFiltersSchema = Type.Object({
  repositories: GlobFilterSchema,
  tags: GlobFilterSchema,
  /** `os/architecture[/variant]`: of an index only these images are pulled. Absent or empty: all of them. */
  platforms: Type.Optional(
    Type.Array(
      Type.String({ maxLength: 128, pattern: '^[a-z0-9]+/[a-z0-9_]+(/[A-Za-z0-9._]+)?$' }),
      { maxItems: 32 },
    ),
  ),
  /** Of each repository only so many tags with the highest versions, and those that name no version. Absent: all. */
  newestTags: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  /** Only tags pushed within so many days, where the registry says when; the others are kept. Absent: all. */
  maxAgeDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
});
export type RegistryFilters = Static<typeof RegistryFiltersSchema>;

export const PullBudgetSchema = Type.Object({
  pullsPerHour: Type.Optional(Type.Integer({ minimum: 1 })),
  bytesPerHour: Type.Optional(Type.Integer({ minimum: 1 })),
});
export type PullBudget = Static<typeof PullBudgetSchema>;

export const RegistryTargetSchema = Type.Object({
  registryId: Type.String({ format: 'uuid' }),
  /** Canonical: scheme, host, port when not the default, path prefix without trailing slash. */
  url: Type.String({ minLength: 1, maxLength: 2048 }),
  provider: Type.String({ minLength: 1, maxLength: 32 }),
  /** The opt-in for http:// addresses; an http:// url without it is refused. */
  allowPlainHttp: Type.Boolean(),
  /** PEM certificates trusted for this registry besides the system's. */
  caPem: Type.Optional(Type.String({ maxLength: 262_144 })),
  /** The opt-in for a certificate nobody vouches for; of this registry's own host only. Absent: checked. */
  skipTlsVerify: Type.Optional(Type.Boolean()),
  /**
   * SHA-256 of the client certificate that the control plane holds: the sensor asks for it as it does for the
   * credential. Another one is another target, so no connection made with the old one is used again.
   */
  clientCertificateId: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  /** What scans may take from this registry in any hour. Absent, or without a number: as much as there is. */
  pullBudget: Type.Optional(PullBudgetSchema),
  /** Who holds the credential: the sensor itself, or the control plane (asked for per job), or nobody. */
  credentialHolder: Type.Union([
    Type.Literal('sensor'),
    Type.Literal('control-plane'),
    Type.Literal('none'),
  ]),
  /** Set in cloud mode: private, loopback, link-local and metadata addresses are refused. */
  guardAddresses: Type.Boolean(),
  /** What the operator lets pass the guard: `host:port`, `address:port` or a CIDR block. */
  allowedAddresses: Type.Array(Type.String({ maxLength: 256 }), { maxItems: 100 }),
  /**
   * Whose layers these are, where one sensor serves several organisations: what is known of a layer is only used
   * within its scope, since a digest alone proves nothing about the right to read it.
   */
  cacheScope: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
});
export type RegistryTarget = Static<typeof RegistryTargetSchema>;

/** A user name with its password or token. Kept in memory, never in a log, a URL or a database of the sensor. */
export interface RegistryCredential {
  readonly username: string;
  readonly password: string;
  /** The third part of temporary AWS keys; the other two are user name and password. */
  readonly sessionToken?: string;
}

/** Shown to the registry itself and to no other host. */
export interface ClientCertificate {
  readonly certPem: string;
  readonly keyPem: string;
}

/** What the control plane hands to the sensor that holds a job, for its memory only. */
export interface GrantedSecrets {
  /** Null when the registry is used anonymously. */
  readonly credential: RegistryCredential | null;
  readonly clientCertificate?: ClientCertificate;
}
