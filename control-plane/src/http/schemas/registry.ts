// Registries on the wire. There is no field a credential could leave by.
import {
  ProviderSchema,
  RegistryFiltersSchema,
} from '@harborguard/shared/protocol/registry-target.ts';
import { schedules } from '@harborguard/shared/registry/next-due-at.ts';
import { pullBudgetOf } from '@harborguard/shared/registry/pull-budget.ts';
import { registryStatuses } from '@harborguard/shared/registry/registry-status.ts';
import { type Static, Type } from 'typebox';
import type { SeverityCounts } from '../../domain/inventory/image-queries.ts';
import type { RegistryState } from '../../domain/registries/registry-state.ts';
import type { Registry, SyncRun } from '../../domain/registries/registry-store.ts';
import {
  ConditionSchema,
  isoTime,
  optional,
  optionalTime,
  SeverityCountsSchema,
  Time,
  Uuid,
} from './common.ts';
import { FiltersBody } from './filters.ts';
import { BlackoutsSchema, CronSchema } from './schedule.ts';

const ScanMethodSchema = Type.Enum(['cloud', 'sensor']);
const ScheduleSchema = Type.Enum([...schedules]);
const Name = Type.String({ minLength: 1, maxLength: 128 });
const Url = Type.String({ minLength: 1, maxLength: 2048 });
const Username = Type.String({ minLength: 1, maxLength: 512 });
const Password = Type.String({ minLength: 1, maxLength: 65_536, writeOnly: true });
const SessionToken = Type.String({ minLength: 1, maxLength: 65_536, writeOnly: true });
const CaPem = Type.String({ minLength: 1, maxLength: 262_144 });
const ClientCertificate = Type.Object(
  {
    certPem: CaPem,
    keyPem: Type.String({ minLength: 1, maxLength: 65_536, writeOnly: true }),
  },
  { additionalProperties: false },
);
const Limit = (maximum: number) => Type.Union([Type.Integer({ minimum: 1, maximum }), Type.Null()]);
/** Null: no limit. */
const limits = { pullsPerHour: Limit(1_000_000_000), bytesPerHour: Limit(Number.MAX_SAFE_INTEGER) };
const PullLimits = Type.Object(limits, { additionalProperties: false });

/** As they are read. */
const isDefault = Type.Boolean({ description: 'What is usual for the provider; nobody set it.' });
const EditedPullLimits = Type.Object(
  { ...limits, isDefault: Type.Optional(isDefault) },
  { additionalProperties: false },
);

/** A tick of the health bar, and what stands behind it. */
const RecentSyncSchema = Type.Object({
  outcome: Type.Enum(['succeeded', 'failed']),
  startedAt: Time,
  durationMs: Type.Number(),
  repositories: Type.Integer(),
  tags: Type.Integer(),
  digests: Type.Integer(),
  conditions: Type.Array(Type.String()),
  code: Type.Optional(Type.String()),
});

export const RegistrySchema = Type.Object({
  id: Uuid,
  name: Name,
  provider: ProviderSchema,
  url: Url,
  scanMethod: ScanMethodSchema,
  schedule: ScheduleSchema,
  cron: Type.Union([CronSchema, Type.Null()]),
  blackouts: BlackoutsSchema,
  pausedAt: Type.Union([Time, Type.Null()]),
  filters: RegistryFiltersSchema,
  allowPlainHttp: Type.Boolean(),
  hasCa: Type.Boolean(),
  skipTlsVerify: Type.Boolean(),
  hasClientCertificate: Type.Boolean(),
  pullLimits: Type.Object({ ...limits, isDefault }),
  hasCredential: Type.Boolean(),
  revision: Type.Integer(),
  createdAt: Time,
  updatedAt: Time,
  status: Type.Enum([...registryStatuses]),
  health: Type.Union([Type.Integer(), Type.Null()]),
  conditions: Type.Array(ConditionSchema),
  lastSyncAt: Type.Union([Time, Type.Null()]),
  recentSyncs: Type.Array(RecentSyncSchema, { description: 'At most 20, the oldest first.' }),
  nextSyncAt: Type.Union([Time, Type.Null()], {
    description: 'When the next sync by time is due, not within a blackout; null while paused.',
  }),
  openFindings: SeverityCountsSchema,
});

export const CreatedRegistrySchema = Type.Object({
  ...RegistrySchema.properties,
  sensorApiKey: Type.Optional(
    Type.String({ description: 'The key for the sensor of this registry. Shown this once.' }),
  ),
});

export const CreateRegistryBody = Type.Object(
  {
    name: Type.Optional(Name),
    url: Url,
    provider: Type.Optional(ProviderSchema),
    scanMethod: ScanMethodSchema,
    username: Type.Optional(Username),
    password: Type.Optional(Password),
    sessionToken: Type.Optional(SessionToken),
    allowPlainHttp: Type.Optional(Type.Boolean()),
    caPem: Type.Optional(CaPem),
    skipTlsVerify: Type.Optional(Type.Boolean()),
    clientCertificate: Type.Optional(ClientCertificate),
    pullLimits: Type.Optional(PullLimits),
    schedule: Type.Optional(ScheduleSchema),
    cron: Type.Optional(CronSchema),
    blackouts: Type.Optional(BlackoutsSchema),
    filters: Type.Optional(FiltersBody),
    sensorId: Type.Optional(Uuid),
  },
  {
    additionalProperties: false,
    examples: [
      {
        name: 'Factory',
        url: 'https://registry.example.com',
        provider: 'HARBOR',
        scanMethod: 'sensor',
        schedule: 'daily',
      },
    ],
  },
);

export const EditRegistryBody = Type.Object(
  {
    name: Type.Optional(Name),
    url: Type.Optional(Url),
    provider: Type.Optional(ProviderSchema),
    scanMethod: Type.Optional(ScanMethodSchema),
    username: Type.Optional(Type.Union([Username, Type.Null()])),
    password: Type.Optional(Type.Union([Password, Type.Null()])),
    sessionToken: Type.Optional(SessionToken),
    allowPlainHttp: Type.Optional(Type.Boolean()),
    caPem: Type.Optional(Type.Union([CaPem, Type.Null()])),
    skipTlsVerify: Type.Optional(Type.Boolean()),
    clientCertificate: Type.Optional(Type.Union([ClientCertificate, Type.Null()])),
    pullLimits: Type.Optional(Type.Union([EditedPullLimits, Type.Null()])),
    schedule: Type.Optional(ScheduleSchema),
    cron: Type.Optional(Type.Union([CronSchema, Type.Null()])),
    blackouts: Type.Optional(BlackoutsSchema),
    filters: Type.Optional(FiltersBody),
    revision: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  {
    additionalProperties: false,
    examples: [{ cron: { expression: '30 2 * * 1-5', timeZone: 'Europe/Berlin' } }],
  },
);

/** One document can be tested and then connected: what says nothing of the connection is taken and plays no part. */
export const ConnectionTestBody = Type.Object(
  {
    ...CreateRegistryBody.properties,
    registryId: Type.Optional(Uuid),
    url: Type.Optional(Url),
    scanMethod: Type.Optional(ScanMethodSchema),
  },
  {
    additionalProperties: false,
    examples: [
      {
        url: 'https://registry.example.com',
        scanMethod: 'cloud',
        username: 'robot',
        password: 'violet harbour 1999 gull',
      },
    ],
  },
);

export const ConnectionTestSchema = Type.Object({
  reachable: Type.Boolean(),
  authenticated: Type.Boolean(),
  latencyMs: Type.Number(),
  provider: Type.String(),
  credentialSource: Type.Optional(Type.String()),
  code: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  firstCheck: Type.Optional(Type.String()),
  details: Type.Record(Type.String(), Type.String()),
});

export const SyncRunSchema = Type.Object({
  jobId: Uuid,
  outcome: Type.Enum(['succeeded', 'failed', 'cancelled']),
  startedAt: Time,
  finishedAt: Time,
  durationMs: Type.Number(),
  repositories: Type.Integer(),
  tags: Type.Integer(),
  digests: Type.Integer(),
  addedTags: Type.Integer(),
  removedTags: Type.Integer(),
  restricted: Type.Boolean(),
  conditions: Type.Array(Type.String()),
  code: Type.Optional(Type.String()),
});

export function registryView(
  registry: Registry,
  state: RegistryState,
  openFindings: SeverityCounts,
): Static<typeof RegistrySchema> {
  const { id, name, provider, url, scanMethod, schedule, allowPlainHttp, revision } = registry;
  return {
    ...{ id, name, provider, url, scanMethod, schedule, allowPlainHttp, revision },
    cron: registry.cron === undefined ? null : { ...registry.cron },
    blackouts: registry.blackouts.map((one) => ({ ...one, days: [...one.days] })),
    pausedAt: optionalTime('at', registry.pausedAt).at ?? null,
    filters: registry.filters,
    hasCa: registry.caPem !== undefined,
    skipTlsVerify: registry.skipTlsVerify,
    hasClientCertificate: registry.clientCertificateId !== undefined,
    pullLimits: pullLimitsView(registry),
    hasCredential: registry.hasCredential,
    createdAt: isoTime(registry.createdAt),
    updatedAt: isoTime(registry.updatedAt),
    status: state.status,
    health: state.health ?? null,
    conditions: [...state.conditions],
    lastSyncAt: optionalTime('at', registry.lastSyncAt).at ?? null,
    nextSyncAt: optionalTime('at', state.nextStartAt).at ?? null,
    recentSyncs: state.recentRuns.map(recentSyncView).toReversed(),
    openFindings: { ...openFindings },
  };
}

function recentSyncView(run: SyncRun): Static<typeof RecentSyncSchema> {
  const { durationMs, repositories, tags, digests } = run;
  return {
    ...{ durationMs, repositories, tags, digests },
    outcome: run.outcome === 'succeeded' ? 'succeeded' : 'failed',
    startedAt: isoTime(run.startedAt),
    conditions: [...run.conditions],
    ...optional('code', run.errorCode),
  };
}

function pullLimitsView(registry: Registry): Static<typeof RegistrySchema>['pullLimits'] {
  const { pullsPerHour = null, bytesPerHour = null } = pullBudgetOf(registry);
  return { pullsPerHour, bytesPerHour, isDefault: registry.pullLimits === undefined };
}

export function syncRunView(run: SyncRun): Static<typeof SyncRunSchema> {
  const { errorCode, ...rest } = run;
  return {
    ...rest,
    startedAt: isoTime(run.startedAt),
    finishedAt: isoTime(run.finishedAt),
    conditions: [...run.conditions],
    ...optional('code', errorCode),
  };
}
