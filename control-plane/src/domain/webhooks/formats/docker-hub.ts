// Docker Hub: one POST for a pushed tag, without digest, signature or id. It is only a hint: the sync asks the
// registry itself, and `callback_url` is never called.
import { fieldAt, identity, tagOrDigest, textAt, timeAt } from '../json-fields.ts';
import { eventOf, ignored, type WebhookReader, webhookTimes } from '../webhook.ts';

export const dockerHubReader: WebhookReader = {
  format: 'dockerhub',
  // The time is that of the push, and nothing says how long the hub takes or whether it tries again.
  ageMsMax: webhookTimes.fewTriesMs,
  rememberMs: webhookTimes.rememberMs,
  read: (body) => {
    if (fieldAt(body, 'push_data') === undefined) return ignored('not-a-push');
    const repository = textAt(body, 'repository', 'repo_name');
    if (repository === undefined) return ignored('no-repository');
    const occurredAt = timeAt(body, 'push_data', 'pushed_at');
    const tag = tagOrDigest(textAt(body, 'push_data', 'tag'));
    return eventOf(
      [{ action: 'push', repository, ...tag, ...identity(undefined, occurredAt) }],
      'not-a-push',
    );
  },
};
