// Channels, rules, events and deliveries of notifications on the wire. Secrets are in what is sent here, never in
// what comes back.
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { type Static, Type } from 'typebox';
import { type Channel, channelKinds } from '../../domain/notifications/channel.ts';
import type { SendOutcome } from '../../domain/notifications/channel-sender.ts';
import { eventKindNames } from '../../domain/notifications/event-kinds.ts';
import type { NotificationEvent } from '../../domain/notifications/notification-event.ts';
import type {
  NotificationRule,
  RuleFilter,
  RuleSettings,
} from '../../domain/notifications/notification-rule.ts';
import { digestModes } from '../../domain/notifications/notification-rule.ts';
import { type Delivery, deliveryStates } from '../../domain/notifications/notification-store.ts';
import { isoTime, optional, optionalTime, Severity, Time, Uuid } from './common.ts';

const Name = Type.String({ minLength: 1, maxLength: 128 });
const Address = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[^\\s<>",;@]+@[^\\s<>",;@]+$',
});
const CaPem = Type.Optional(Type.String({ maxLength: 100_000, description: 'PEM certificates' }));
/** The longest addresses of webhooks have a few hundred characters. */
const WebhookUrl = Type.Optional(
  Type.String({ minLength: 8, maxLength: 2000, description: 'Secret: never shown again.' }),
);

const EmailTarget = Type.Object(
  {
    kind: Type.Literal('email'),
    host: Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9.:_-]+$' }),
    port: Type.Integer({ minimum: 1, maximum: 65535 }),
    security: Type.Enum(['starttls', 'implicit', 'none']),
    username: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    password: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1024, description: 'Secret: never shown again.' }),
    ),
    from: Address,
    to: Type.Array(Address, { minItems: 1, maxItems: 50 }),
    caPem: CaPem,
  },
  { additionalProperties: false },
);
const PagerDutyTarget = Type.Object(
  {
    kind: Type.Literal('pagerduty'),
    region: Type.Optional(Type.Enum(['us', 'eu'])),
    routingKey: Type.Optional(
      Type.String({ pattern: '^[A-Za-z0-9]{32}$', description: 'Secret: never shown again.' }),
    ),
  },
  { additionalProperties: false },
);
const AddressTarget = Type.Object(
  {
    kind: Type.Enum(['slack', 'teams', 'webhook']),
    url: WebhookUrl,
    origin: Type.Optional(
      Type.String({ maxLength: 2000, description: 'As it was read; the address is `url`.' }),
    ),
    caPem: CaPem,
  },
  { additionalProperties: false },
);

export const ChannelBody = Type.Object(
  {
    name: Name,
    isEnabled: Type.Optional(Type.Boolean()),
    target: Type.Union([EmailTarget, AddressTarget, PagerDutyTarget]),
  },
  {
    additionalProperties: false,
    examples: [
      {
        name: 'security',
        target: { kind: 'slack', url: 'https://hooks.slack.com/services/T/B/X' },
      },
      {
        name: 'on-call',
        target: { kind: 'pagerduty', region: 'eu', routingKey: '0123456789abcdef0123456789abcdef' },
      },
    ],
  },
);

export const ChannelSchema = Type.Object({
  id: Uuid,
  name: Type.String(),
  kind: Type.Enum([...channelKinds]),
  isEnabled: Type.Boolean(),
  target: Type.Object({
    kind: Type.Enum([...channelKinds]),
    host: Type.Optional(Type.String()),
    port: Type.Optional(Type.Integer()),
    security: Type.Optional(Type.String()),
    username: Type.Optional(Type.String()),
    from: Type.Optional(Type.String()),
    to: Type.Optional(Type.Array(Type.String())),
    origin: Type.Optional(Type.String({ description: 'Of a webhook; the rest is secret.' })),
    region: Type.Optional(Type.String()),
    caPem: Type.Optional(Type.String()),
  }),
  failuresInRow: Type.Integer(),
  pausedUntil: Type.Optional(Time),
  lastErrorCode: Type.Optional(Type.String()),
  lastSuccessAt: Type.Optional(Time),
  createdAt: Time,
  updatedAt: Time,
});

export const MadeChannelSchema = Type.Object({
  ...ChannelSchema.properties,
  signingSecret: Type.Optional(
    Type.String({ description: 'Of a webhook. Shown this once.', examples: ['whsec_…'] }),
  ),
});

export const TestResultSchema = Type.Object(
  {
    sent: Type.Boolean(),
    code: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
    firstCheck: Type.Optional(Type.String()),
    status: Type.Optional(Type.Integer({ description: 'What the receiver answered.' })),
  },
  { examples: [{ sent: true, status: 200 }] },
);

const TimeOfDay = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
const filterFields = {
  events: Type.Optional(Type.Array(Type.Enum([...eventKindNames]), { maxItems: 50 })),
  severity: Type.Optional(Severity),
  registryIds: Type.Optional(Type.Array(Uuid, { maxItems: 1000 })),
  repositories: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100 }),
  ),
  onlyNew: Type.Optional(Type.Boolean()),
  onlyFixable: Type.Optional(Type.Boolean()),
};

export const RuleFilterBody = Type.Object(filterFields, {
  additionalProperties: false,
  examples: [{ events: ['finding.opened'], severity: 'critical', repositories: ['team/**'] }],
});

export const RuleBody = Type.Object(
  {
    name: Name,
    channelId: Uuid,
    isEnabled: Type.Optional(Type.Boolean()),
    ...filterFields,
    digest: Type.Optional(Type.Enum([...digestModes])),
    digestAt: Type.Optional(TimeOfDay),
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    quietHours: Type.Optional(
      Type.Object(
        { from: TimeOfDay, until: TimeOfDay, criticalPasses: Type.Optional(Type.Boolean()) },
        { additionalProperties: false },
      ),
    ),
  },
  {
    additionalProperties: false,
    examples: [
      {
        name: 'critical findings',
        channelId: '00000000-0000-7000-8000-000000000001',
        events: ['finding.opened'],
        severity: 'critical',
        onlyFixable: true,
        digest: 'daily',
        digestAt: '08:00',
        timeZone: 'Europe/Berlin',
      },
    ],
  },
);

export const RuleSchema = Type.Object({
  id: Uuid,
  name: Type.String(),
  channelId: Uuid,
  isEnabled: Type.Boolean(),
  events: Type.Array(Type.String()),
  severity: Severity,
  registryIds: Type.Array(Uuid),
  repositories: Type.Array(Type.String()),
  onlyNew: Type.Boolean(),
  onlyFixable: Type.Boolean(),
  digest: Type.Enum([...digestModes]),
  digestAt: Type.String(),
  timeZone: Type.String(),
  quietHours: Type.Optional(
    Type.Object({ from: Type.String(), until: Type.String(), criticalPasses: Type.Boolean() }),
  ),
  createdAt: Time,
  updatedAt: Time,
});

export const EventSchema = Type.Object({
  kind: Type.String(),
  severity: Severity,
  title: Type.String(),
  registryId: Type.Optional(Uuid),
  repository: Type.Optional(Type.String()),
  occurredAt: Time,
});

export const PreviewSchema = Type.Object({
  lookedAt: Type.Integer({ description: 'How many of the last events were looked at.' }),
  matched: Type.Array(EventSchema),
});

export const DeliverySchema = Type.Object({
  id: Uuid,
  channelId: Uuid,
  ruleId: Uuid,
  state: Type.Enum([...deliveryStates]),
  title: Type.String(),
  eventCount: Type.Integer(),
  attempts: Type.Integer(),
  createdAt: Time,
  dueAt: Time,
  nextAttemptAt: Type.Optional(Time),
  finishedAt: Type.Optional(Time),
  lastErrorCode: Type.Optional(Type.String()),
  lastStatus: Type.Optional(Type.Integer()),
});

export function channelView(channel: Channel): Static<typeof ChannelSchema> {
  const { id, name, settings, isEnabled, failuresInRow } = channel;
  const { kind } = settings;
  return {
    ...{ id, name, kind, isEnabled, failuresInRow },
    target: { kind, ...shown(settings) },
    ...optionalTime('pausedUntil', channel.pausedUntil),
    ...optional('lastErrorCode', channel.lastErrorCode),
    ...optionalTime('lastSuccessAt', channel.lastSuccessAt),
    createdAt: isoTime(channel.createdAt),
    updatedAt: isoTime(channel.updatedAt),
  };
}

function shown(target: object): Partial<Static<typeof ChannelSchema>['target']> {
  return Object.fromEntries(Object.entries(target).filter(([, value]) => value !== undefined));
}

export function testResultView(outcome: SendOutcome): Static<typeof TestResultSchema> {
  const status = optional('status', outcome.status);
  if (outcome.kind === 'sent') return { sent: true, ...status };
  const { meaning, firstCheck } = errorRow(outcome.code);
  return { sent: false, code: outcome.code, message: meaning, firstCheck, ...status };
}

export function filterOf(body: Static<typeof RuleFilterBody>): RuleFilter {
  return {
    events: body.events ?? [],
    severity: body.severity ?? 'unknown',
    registryIds: body.registryIds ?? [],
    repositories: body.repositories ?? [],
    onlyNew: body.onlyNew ?? true,
    onlyFixable: body.onlyFixable ?? false,
  };
}

export function ruleSettingsOf(body: Static<typeof RuleBody>): RuleSettings {
  const { quietHours } = body;
  return {
    ...filterOf(body),
    name: body.name,
    channelId: body.channelId,
    isEnabled: body.isEnabled ?? true,
    digest: body.digest ?? 'realtime',
    digestAt: body.digestAt ?? '08:00',
    timeZone: body.timeZone ?? 'UTC',
    quietHours: quietHours && { ...quietHours, criticalPasses: quietHours.criticalPasses ?? false },
  };
}

export function ruleView(rule: NotificationRule): Static<typeof RuleSchema> {
  const { quietHours, createdAt, updatedAt, events, registryIds, repositories, ...rest } = rule;
  return {
    ...rest,
    events: [...events],
    registryIds: [...registryIds],
    repositories: [...repositories],
    ...optional('quietHours', quietHours && { ...quietHours }),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
  };
}

export function eventView(event: NotificationEvent): Static<typeof EventSchema> {
  const { kind, severity, title, registryId, repository, occurredAt } = event;
  return {
    ...{ kind, severity, title, occurredAt: isoTime(occurredAt) },
    ...optional('registryId', registryId),
    ...optional('repository', repository),
  };
}

export function deliveryView(delivery: Delivery): Static<typeof DeliverySchema> {
  const { id, channelId, ruleId, state, title, eventCount, attempts } = delivery;
  const code = delivery.lastErrorCode;
  return {
    ...{ id, channelId, ruleId, state, title, eventCount, attempts },
    createdAt: isoTime(delivery.createdAt),
    dueAt: isoTime(delivery.dueAt),
    ...(state === 'pending' ? optionalTime('nextAttemptAt', delivery.nextAttemptAt) : {}),
    ...optionalTime('finishedAt', delivery.finishedAt),
    ...optional('lastErrorCode', isErrorCode(code) ? code : undefined),
    ...optional('lastStatus', delivery.lastStatus),
  };
}
