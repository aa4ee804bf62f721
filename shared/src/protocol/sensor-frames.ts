// Frames a sensor sends. `kind` names the frame; unknown fields are ignored by the reader.
import { type Static, Type } from 'typebox';
import { DiagnosticsBodySchema } from './diagnostics.ts';
import { chunkBytesMax } from './link-limits.ts';

const text = (maxLength: number) => Type.String({ maxLength });
const count = Type.Integer({ minimum: 0 });
const uuid = Type.String({ format: 'uuid' });

export const JobRefSchema = Type.Object({ jobId: uuid, attempt: Type.Integer({ minimum: 1 }) });
export type JobRef = Static<typeof JobRefSchema>;

export const HelloSchema = Type.Object({
  kind: Type.Literal('hello'),
  protocol: Type.Object({ min: Type.Integer(), max: Type.Integer() }),
  sensorId: uuid,
  name: text(128),
  version: text(64),
  /** One life of the outbox database. */
  epoch: uuid,
  /** One life of the process. */
  instance: uuid,
  capabilities: Type.Array(text(64), { maxItems: 64 }),
  lastSeq: count,
  jobsHeld: Type.Array(JobRefSchema, { maxItems: 1000 }),
  analyzerVersion: text(64),
  platform: text(64),
});
export type Hello = Static<typeof HelloSchema>;

export const HeartbeatSchema = Type.Object({
  kind: Type.Literal('heartbeat'),
  state: Type.Union([Type.Literal('idle'), Type.Literal('working'), Type.Literal('draining')]),
  version: text(64),
  backlog: Type.Object({ messages: count, bytes: count, oldestAgeMs: count }),
  leases: Type.Array(JobRefSchema, { maxItems: 1000 }),
  freeDiskBytes: Type.Optional(count),
  rssBytes: count,
  /** The sensor's wall clock, milliseconds since 1970. */
  clock: Type.Integer(),
  registries: Type.Array(
    Type.Object({ registryId: uuid, reachable: Type.Boolean(), code: Type.Optional(text(64)) }),
    { maxItems: 1000 },
  ),
  /** Messages the outbox has ever had to give up in this epoch. */
  lostMessages: count,
});
export type Heartbeat = Static<typeof HeartbeatSchema>;

export const ProgressSchema = Type.Object({
  kind: Type.Literal('progress'),
  ...JobRefSchema.properties,
  phase: text(64),
  done: count,
  total: Type.Optional(count),
});
export type Progress = Static<typeof ProgressSchema>;

/** A log message whose body is small enough to travel inside its frame. */
export const LogSchema = Type.Object({
  kind: Type.Literal('log'),
  seq: Type.Integer({ minimum: 1 }),
  /** A LogMessage; read by its own schema, so that an unknown type is refused alone. */
  body: Type.Unknown(),
});
export type Log = Static<typeof LogSchema>;

/** Announces a log message whose zstd body follows in `chunks` binary frames. */
export const LogBeginSchema = Type.Object({
  kind: Type.Literal('log.begin'),
  seq: Type.Integer({ minimum: 1 }),
  type: text(64),
  compressedBytes: Type.Integer({ minimum: 1 }),
  bytes: Type.Integer({ minimum: 1 }),
  /** Of the compressed body, 64 hex digits. */
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  chunks: Type.Integer({ minimum: 1 }),
  chunkBytes: Type.Integer({ minimum: 1, maximum: chunkBytesMax }),
});
export type LogBegin = Static<typeof LogBeginSchema>;

export const JobAcceptSchema = Type.Object({
  kind: Type.Literal('job.accept'),
  ...JobRefSchema.properties,
});
export const JobRefuseSchema = Type.Object({
  kind: Type.Literal('job.refuse'),
  ...JobRefSchema.properties,
  code: text(64),
});
export const LeaseRenewSchema = Type.Object({
  kind: Type.Literal('lease.renew'),
  jobs: Type.Array(JobRefSchema, { maxItems: 1000 }),
});
export const CredentialRequestSchema = Type.Object({
  kind: Type.Literal('credential.request'),
  ...JobRefSchema.properties,
});
/** The key itself stays with the sensor; who reads the link or the database learns nothing that opens anything. */
export const KeyProposeSchema = Type.Object({
  kind: Type.Literal('key.propose'),
  /** SHA-256 of the key. */
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  prefix: Type.String({ pattern: '^hg_ak_[0-9a-f]{4}$' }),
});

export const GoodbyeSchema = Type.Object({
  kind: Type.Literal('goodbye'),
  reason: Type.Union([Type.Literal('shutdown'), Type.Literal('drain')]),
});
/** Answer to `diagnostics.request`. */
export const DiagnosticsSchema = Type.Object({
  kind: Type.Literal('diagnostics'),
  requestId: uuid,
  body: DiagnosticsBodySchema,
});
export type Diagnostics = Static<typeof DiagnosticsSchema>;

export const SensorErrorSchema = Type.Object({
  kind: Type.Literal('error'),
  code: text(64),
  message: text(512),
  frameKind: Type.Optional(text(64)),
});

export const SensorFrameSchema = Type.Union([
  HelloSchema,
  HeartbeatSchema,
  ProgressSchema,
  LogSchema,
  LogBeginSchema,
  JobAcceptSchema,
  JobRefuseSchema,
  LeaseRenewSchema,
  CredentialRequestSchema,
  KeyProposeSchema,
  GoodbyeSchema,
  DiagnosticsSchema,
  SensorErrorSchema,
]);
export type SensorFrame = Static<typeof SensorFrameSchema>;
