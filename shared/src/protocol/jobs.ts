// The three kinds of jobs a sensor is given, and what it reports at their end. Payloads never hold secrets.
import { type Static, Type } from 'typebox';
import { DigestSchema } from './inventory.ts';
import { RegistryFiltersSchema, RegistryTargetSchema } from './registry-target.ts';

export const jobKinds = ['probe', 'sync', 'scan'] as const;
export type JobKind = (typeof jobKinds)[number];

const RepositorySchema = Type.String({ minLength: 1, maxLength: 255 });
/** The trace that what follows is a part of. Read strictly where it is used: a broken one is none, and refuses nothing. */
export const TraceparentSchema = Type.Optional(Type.String({ maxLength: 128 }));

export const ProbePayloadSchema = Type.Object({
  kind: Type.Literal('probe'),
  registry: RegistryTargetSchema,
  traceparent: TraceparentSchema,
});

export const SyncPayloadSchema = Type.Object({
  kind: Type.Literal('sync'),
  registry: RegistryTargetSchema,
  filters: RegistryFiltersSchema,
  /** Set for a push event: only these repositories are enumerated and nothing is removed elsewhere. */
  repositories: Type.Optional(Type.Array(RepositorySchema, { maxItems: 1000 })),
  /** Nobody has named the product: the sensor asks the registry as a stranger, before it lists. */
  identify: Type.Optional(Type.Boolean()),
  traceparent: TraceparentSchema,
});

export const ScanPayloadSchema = Type.Object({
  kind: Type.Literal('scan'),
  registry: RegistryTargetSchema,
  repository: RepositorySchema,
  /** A digest, or a tag when somebody asked for an image no sync has seen. */
  reference: Type.String({ minLength: 1, maxLength: 256 }),
  /** Set when `reference` is the digest of what this tag attaches to an image: only that is read. */
  attachmentTag: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
  traceparent: TraceparentSchema,
});

export const JobPayloadSchema = Type.Union([
  ProbePayloadSchema,
  SyncPayloadSchema,
  ScanPayloadSchema,
]);
export type ProbePayload = Static<typeof ProbePayloadSchema>;
export type SyncPayload = Static<typeof SyncPayloadSchema>;
export type ScanPayload = Static<typeof ScanPayloadSchema>;
export type JobPayload = Static<typeof JobPayloadSchema>;

const count = Type.Integer({ minimum: 0 });
const text = (maxLength: number) => Type.String({ maxLength });

export const ProbeResultSchema = Type.Object({
  kind: Type.Literal('probe'),
  reachable: Type.Boolean(),
  authenticated: Type.Boolean(),
  latencyMs: Type.Number({ minimum: 0 }),
  provider: text(32),
  credentialSource: text(128),
  code: Type.Optional(text(64)),
  details: Type.Record(text(64), text(2048)),
});
export type ProbeResult = Static<typeof ProbeResultSchema>;

export const SyncResultSchema = Type.Object({
  kind: Type.Literal('sync'),
  /** True when the catalog was read to its true end; only then may anything be removed. */
  complete: Type.Boolean(),
  /** True when the catalog is refused; images stay scannable by name. */
  restricted: Type.Boolean(),
  repositories: count,
  tags: count,
  digests: count,
  filteredTags: count,
  /** Repositories whose tags could not be listed; nothing of theirs is removed. */
  failedRepositories: Type.Array(Type.Object({ repository: RepositorySchema, code: text(64) }), {
    maxItems: 10_000,
  }),
  /** Codes of the error table for what is true besides: CATALOG_RESTRICTED, CATALOG_TRUNCATED … */
  conditions: Type.Array(text(64), { maxItems: 32 }),
  /** What the registry was found to be, when the payload asked for it. */
  provider: Type.Optional(text(32)),
  durationMs: Type.Number({ minimum: 0 }),
});
export type SyncResult = Static<typeof SyncResultSchema>;

export const ScanResultSchema = Type.Object({
  kind: Type.Literal('scan'),
  digest: DigestSchema,
  state: Type.Enum(['indexed', 'partial', 'index', 'artifact', 'attachment']),
  /** Of an artifact: a chart, a WebAssembly module, a policy … */
  artifactType: Type.Optional(text(255)),
  layers: count,
  /** Compressed, as the manifest says; what the layer cache held counts too. */
  bytes: count,
  durationMs: Type.Number({ minimum: 0 }),
});
export type ScanResult = Static<typeof ScanResultSchema>;

export const JobResultSchema = Type.Union([ProbeResultSchema, SyncResultSchema, ScanResultSchema]);
export type JobResult = Static<typeof JobResultSchema>;
