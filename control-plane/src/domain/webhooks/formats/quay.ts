// Quay: `repo_push`, without signature, header, id, time or digest. The secret stands in the address, and the sync
// asks the registry itself. Its test button sends tags that need not exist.
import { fieldAt, listAt, tagOrDigest, textAt } from '../json-fields.ts';
import {
  type Delivery,
  eventOf,
  ignored,
  type WebhookBody,
  type WebhookReader,
  webhookTimes,
} from '../webhook.ts';

/** One push names one tag; more are a mistake. */
const tagsMax = 20;

export const quayReader: WebhookReader = {
  format: 'quay',
  ageMsMax: webhookTimes.atOnceMs,
  // Two pushes of one tag give the same bytes, so an equal body is no sign of a replay.
  rememberMs: 0,
  read: (body) => {
    const repository = textAt(body, 'repository');
    const updated = updatedTags(body);
    if (repository === undefined || updated === undefined) return ignored('unknown-event');
    const deliveries: Delivery[] = updated
      .slice(0, tagsMax)
      .map((tag) => ({ action: 'push', repository, ...tagOrDigest(tag) }));
    return eventOf(deliveries, 'no-tags');
  },
};

/** Old versions send an object of tags to image ids. */
function updatedTags(body: WebhookBody): readonly string[] | undefined {
  const tags = fieldAt(body, 'updated_tags');
  if (typeof tags !== 'object' || tags === null) return undefined;
  const names = Array.isArray(tags) ? listAt(body, 'updated_tags') : Object.keys(tags);
  return names.filter((name) => typeof name === 'string');
}
