// Frames the control plane sends. `kind` names the frame; unknown fields are ignored by the reader.
import { type Static, Type } from 'typebox';
import { JobPayloadSchema } from './jobs.ts';
import { heartbeatIntervalMsMax, heartbeatIntervalMsMin } from './link-limits.ts';
import { JobRefSchema } from './sensor-frames.ts';

const text = (maxLength: number) => Type.String({ maxLength });
const count = Type.Integer({ minimum: 0 });
const uuid = Type.String({ format: 'uuid' });

/** What a sensor may send from now on before the next grant: an absolute window, not an increment. */
export const CreditSchema = Type.Object({ messages: count, bytes: count });
export type Credit = Static<typeof CreditSchema>;

/** The registries this sensor serves, for heartbeats and `doctor`; jobs carry their own copy. */
export const SensorConfigurationSchema = Type.Object({
  registries: Type.Array(Type.Object({ registryId: uuid, url: text(2048) }), { maxItems: 10_000 }),
});
export type SensorConfiguration = Static<typeof SensorConfigurationSchema>;

export const WelcomeSchema = Type.Object({
  kind: Type.Literal('welcome'),
  protocol: Type.Integer(),
  /** Of the control plane; those of before this field say nothing. */
  version: Type.Optional(text(64)),
  /** The id this sensor is known by; differs from the one in hello when it was re-attached by name and key. */
  sensorId: uuid,
  ackedUpTo: count,
  serverTime: Type.Integer(),
  heartbeatIntervalMs: Type.Integer({
    minimum: heartbeatIntervalMsMin,
    maximum: heartbeatIntervalMsMax,
  }),
  credit: CreditSchema,
  reconnectFloorMs: count,
  /** Only for a sensor with a key of its own: it proposes another one when this one is older. */
  rotateKeyAfterMs: Type.Optional(count),
  configuration: SensorConfigurationSchema,
  jobs: Type.Array(
    Type.Object({
      ...JobRefSchema.properties,
      decision: Type.Union([Type.Literal('keep'), Type.Literal('drop')]),
    }),
    { maxItems: 1000 },
  ),
});
export type Welcome = Static<typeof WelcomeSchema>;

/** Cumulative: everything up to `upTo` is committed. Verdicts name those acked without effect. */
export const AckSchema = Type.Object({
  kind: Type.Literal('ack'),
  upTo: count,
  serverTime: Type.Integer(),
  credit: CreditSchema,
  verdicts: Type.Optional(
    Type.Array(
      Type.Object({
        seq: Type.Integer({ minimum: 1 }),
        verdict: Type.Union([Type.Literal('superseded'), Type.Literal('refused')]),
        code: Type.Optional(text(64)),
      }),
      { maxItems: 1000 },
    ),
  ),
});
export type Ack = Static<typeof AckSchema>;

export const ResyncSchema = Type.Object({
  kind: Type.Literal('resync'),
  fromSeq: Type.Integer({ minimum: 1 }),
});

export const JobAssignSchema = Type.Object({
  kind: Type.Literal('job.assign'),
  ...JobRefSchema.properties,
  leaseMs: Type.Integer({ minimum: 1000 }),
  /** Bounds the whole job, however often its lease is renewed. */
  budgetMs: Type.Integer({ minimum: 1000 }),
  payload: JobPayloadSchema,
});
export type JobAssign = Static<typeof JobAssignSchema>;

export const JobCancelSchema = Type.Object({
  kind: Type.Literal('job.cancel'),
  ...JobRefSchema.properties,
});

/** Answer to `lease.renew`; jobs under `lost` belong to somebody else by now and stop. */
export const LeaseRenewedSchema = Type.Object({
  kind: Type.Literal('lease.renewed'),
  serverTime: Type.Integer(),
  lost: Type.Array(JobRefSchema, { maxItems: 1000 }),
});

/** Kept in memory only. `credential` is null when the registry is used anonymously. */
export const CredentialGrantSchema = Type.Object({
  kind: Type.Literal('credential.grant'),
  ...JobRefSchema.properties,
  credential: Type.Union([
    Type.Null(),
    Type.Object({
      username: text(512),
      password: text(65_536),
      sessionToken: Type.Optional(text(65_536)),
    }),
  ]),
  clientCertificate: Type.Optional(Type.Object({ certPem: text(262_144), keyPem: text(65_536) })),
});

/** Answer to `key.propose`: the key with this hash opens the link from now on. */
export const KeyAcceptedSchema = Type.Object({
  kind: Type.Literal('key.accepted'),
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});

export const ConfigurationSchema = Type.Object({
  kind: Type.Literal('configuration'),
  configuration: SensorConfigurationSchema,
});

export const DrainSchema = Type.Object({
  kind: Type.Literal('drain'),
  reconnectAfterMs: count,
});

/** Only to sensors that name the capability `diagnostics`. */
export const DiagnosticsRequestSchema = Type.Object({
  kind: Type.Literal('diagnostics.request'),
  requestId: Type.String({ format: 'uuid' }),
});

export const ControlPlaneErrorSchema = Type.Object({
  kind: Type.Literal('error'),
  code: text(64),
  message: text(512),
  frameKind: Type.Optional(text(64)),
});

export const ControlPlaneFrameSchema = Type.Union([
  WelcomeSchema,
  AckSchema,
  ResyncSchema,
  JobAssignSchema,
  JobCancelSchema,
  LeaseRenewedSchema,
  CredentialGrantSchema,
  KeyAcceptedSchema,
  ConfigurationSchema,
  DrainSchema,
  DiagnosticsRequestSchema,
  ControlPlaneErrorSchema,
]);
export type ControlPlaneFrame = Static<typeof ControlPlaneFrameSchema>;
