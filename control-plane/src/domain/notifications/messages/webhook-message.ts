// A message for a webhook of one's own, signed as Standard Webhooks has it:
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { createHmac } from 'node:crypto';
import type { Random } from '@harborguard/shared/ports.ts';
import type { ChannelSecret } from '../channel.ts';
import type { Message } from '../message.ts';

const secretPrefix = 'whsec_';
/** The specification wants 24 to 64. */
const secretBytes = 32;

export function mintSigningSecret(random: Random): string {
  return `${secretPrefix}${Buffer.from(random.bytes(secretBytes)).toString('base64')}`;
}

export function webhookBody(message: Message): string {
  const { deliveryId, title, events, total, link } = message;
  return JSON.stringify({
    type: 'notification',
    timestamp: new Date(message.createdAt).toISOString(),
    data: {
      id: deliveryId,
      title,
      total,
      ...(link === undefined ? {} : { link }),
      events: events.map((event) => ({
        id: event.key,
        kind: event.kind,
        subject: event.subject,
        severity: event.severity,
        title: event.title,
        occurredAt: new Date(event.occurredAt).toISOString(),
        ...(event.registryId === undefined ? {} : { registryId: event.registryId }),
        ...(event.kind.startsWith('finding.')
          ? { isNew: event.isNew, isFixable: event.isFixable }
          : {}),
        facts: event.facts,
      })),
    },
  });
}

export interface SignedHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** With two secrets there are two signatures: a receiver that knows either of them is content. */
export function signedHeaders(
  { deliveryId }: Pick<Message, 'deliveryId'>,
  body: string,
  { secret, now }: { readonly secret: ChannelSecret; readonly now: number },
): SignedHeaders {
  const timestamp = String(Math.floor(now / 1000));
  const { signingSecret, previousSecret, previousUntil = 0 } = secret;
  const secrets = [signingSecret, previousUntil > now ? previousSecret : undefined];
  const signatures = secrets.flatMap((one) =>
    one === undefined ? [] : [`v1,${signature(one, `${deliveryId}.${timestamp}.${body}`)}`],
  );
  return {
    'webhook-id': deliveryId,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

function signature(secret: string, signed: string): string {
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
  return createHmac('sha256', key).update(signed).digest('base64');
}
