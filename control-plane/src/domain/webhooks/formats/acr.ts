// Azure: the registry's own webhook (one object), and Event Grid (a list, or CloudEvents) with its validation
// handshake. The address that Event Grid offers for validating by hand is never called.
import { fieldAt, identity, listOf, tagOrDigest, textAt, timeAt } from '../json-fields.ts';
import {
  type Delivery,
  eventOf,
  type WebhookReader,
  type WebhookRegistry,
  webhookTimes,
} from '../webhook.ts';

export const acrReader: WebhookReader = {
  format: 'acr',
  // Event Grid tries again for up to 24 hours, with the time of the push.
  ageMsMax: webhookTimes.tryForADayMs,
  rememberMs: webhookTimes.rememberMs,
  read: (body, _message, registry) => {
    const events = listOf(body);
    const code = events.map(validationCode).find((found) => found !== undefined);
    if (code !== undefined) return { kind: 'handshake', answer: { validationResponse: code } };
    return eventOf(
      events.flatMap((event) => deliveryOf(event, registry)),
      'unknown-event',
    );
  },
};

function validationCode(event: unknown): string | undefined {
  return textAt(event, 'eventType') === 'Microsoft.EventGrid.SubscriptionValidationEvent'
    ? textAt(event, 'data', 'validationCode')
    : undefined;
}

function deliveryOf(event: unknown, registry: WebhookRegistry): readonly Delivery[] {
  const type = textAt(event, 'eventType') ?? textAt(event, 'type') ?? textAt(event, 'action');
  const action = actionOf(type);
  // Event Grid puts what the webhook sends below `data`.
  const what = fieldAt(event, 'data') ?? event;
  const repository = textAt(what, 'target', 'repository');
  if (action === undefined || repository === undefined) return [];
  const host = textAt(what, 'request', 'host')?.toLowerCase();
  if (registry.provider === 'AZURE_ACR' && host !== undefined && host !== registry.host) return [];
  const occurredAt =
    timeAt(event, 'eventTime') ?? timeAt(event, 'time') ?? timeAt(event, 'timestamp');
  return [
    {
      action,
      repository,
      ...tagOrDigest(textAt(what, 'target', 'tag'), textAt(what, 'target', 'digest')),
      ...identity(textAt(event, 'id'), occurredAt),
    },
  ];
}

function actionOf(type: string | undefined): Delivery['action'] | undefined {
  if (type === undefined) return undefined;
  if (/^(?:push|(?:Microsoft\.ContainerRegistry\.)?ImagePushed)$/.test(type)) return 'push';
  if (/^(?:delete|(?:Microsoft\.ContainerRegistry\.)?ImageDeleted)$/.test(type)) return 'delete';
  return undefined;
}
