// Zot's events extension: CloudEvents, in headers (its default) or in one document. It sends once and does not try
// again, so what is missed is left to the schedule.
import { fieldAt, identity, tagOrDigest, textAt, timeAt } from '../json-fields.ts';
import {
  type Delivery,
  eventOf,
  ignored,
  type WebhookBody,
  type WebhookMessage,
  type WebhookReader,
  webhookTimes,
} from '../webhook.ts';

const actions: Readonly<Record<string, Delivery['action']>> = {
  'zotregistry.image.updated': 'push',
  'zotregistry.image.deleted': 'delete',
};

export const zotReader: WebhookReader = {
  format: 'zot',
  ageMsMax: webhookTimes.atOnceMs,
  rememberMs: webhookTimes.rememberMs,
  read: (body, message) => {
    const { type, id, time, data } = cloudEvent(body, message);
    const action = Object.hasOwn(actions, type) ? actions[type] : undefined;
    const repository = textAt(data, 'name');
    if (action === undefined || repository === undefined) return ignored('unknown-event');
    return eventOf(
      [
        {
          action,
          repository,
          ...tagOrDigest(textAt(data, 'reference'), textAt(data, 'digest')),
          ...identity(id, time),
        },
      ],
      'unknown-event',
    );
  },
};

function cloudEvent(body: WebhookBody, { headers }: WebhookMessage) {
  if (fieldAt(body, 'specversion') === undefined) {
    return {
      type: headers['ce-type'] ?? '',
      id: headers['ce-id'],
      time: timeAt({ time: headers['ce-time'] }, 'time'),
      data: body as unknown,
    };
  }
  return {
    type: textAt(body, 'type') ?? '',
    id: textAt(body, 'id'),
    time: timeAt(body, 'time'),
    data: fieldAt(body, 'data'),
  };
}
