// Webhook settings and receipts on the wire. The secret stands in the answer to its making and nowhere else.
import { type Static, Type } from 'typebox';
import type { WebhookSettings } from '../../domain/webhooks/webhook-secrets.ts';
import { webhookSetups } from '../../domain/webhooks/webhook-setup.ts';
import type { WebhookReceipt } from '../../domain/webhooks/webhook-store.ts';
import { isoTime, optional, optionalTime, Time, Uuid } from './common.ts';

const EmailText = Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' });
const AudienceText = Type.String({ minLength: 1, maxLength: 2048, pattern: '^\\S+$' });

export const WebhookIdentityBody = Type.Object(
  {
    email: EmailText,
    audience: Type.Optional(AudienceText),
  },
  { additionalProperties: false },
);

export const CreateWebhookBody = Type.Object(
  {
    googleIdentity: Type.Optional(Type.Union([WebhookIdentityBody, Type.Null()])),
  },
  {
    additionalProperties: false,
    examples: [{ googleIdentity: { email: 'push@example.iam.gserviceaccount.com' } }],
  },
);

const SetupSchema = Type.Object({
  format: Type.String(),
  address: Type.String({ description: 'A path while no public address is configured.' }),
  fields: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
});

export const WebhookSchema = Type.Object({
  setups: Type.Array(SetupSchema),
  secrets: Type.Array(
    Type.Object({
      id: Uuid,
      prefix: Type.String(),
      createdAt: Time,
      lastUsedAt: Type.Optional(Time),
    }),
  ),
  googleIdentity: Type.Optional(
    Type.Object({ email: Type.String(), audience: Type.Optional(Type.String()) }),
  ),
});

export const CreatedWebhookSchema = Type.Object({
  ...WebhookSchema.properties,
  secret: Type.String({ description: 'Shown this once.' }),
});

export const WebhookReceiptSchema = Type.Object({
  receivedAt: Time,
  format: Type.String(),
  outcome: Type.Enum(['accepted', 'ignored', 'replayed', 'refused']),
  reason: Type.Optional(Type.String()),
  source: Type.String(),
  repositories: Type.Array(Type.String()),
});

export function webhookView(
  { registry, secrets, identity }: WebhookSettings,
  options: { readonly publicUrl: string | undefined; readonly secret?: string },
): Static<typeof WebhookSchema> {
  return {
    setups: webhookSetups(registry, options).map((setup) => ({
      ...setup,
      fields: [...setup.fields],
    })),
    secrets: secrets.map(({ id, prefix, createdAt, lastUsedAt }) => ({
      id,
      prefix,
      createdAt: isoTime(createdAt),
      ...optionalTime('lastUsedAt', lastUsedAt),
    })),
    ...(identity === undefined
      ? {}
      : {
          googleIdentity: { email: identity.email, ...optional('audience', identity.audience) },
        }),
  };
}

export function webhookReceiptView(receipt: WebhookReceipt): Static<typeof WebhookReceiptSchema> {
  const { receivedAt, format, outcome, reason, source, repositories } = receipt;
  return {
    ...{ format, outcome, source },
    receivedAt: isoTime(receivedAt),
    ...optional('reason', reason),
    repositories: [...repositories],
  };
}
