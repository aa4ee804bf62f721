// Google: the Pub/Sub topic `gcr` pushed to us, in its envelope or unwrapped. Names are full references; those of
// another host are not ours. Who sent it is settled by an identity token or a secret in the address, not here.
import { parseJsonObject } from '@harborguard/shared/oci/parse-json.ts';
import { fieldAt, identity, tagOrDigest, textAt, timeAt } from '../json-fields.ts';
import {
  eventOf,
  ignored,
  refused,
  type WebhookBody,
  type WebhookMessage,
  type WebhookReader,
  type WebhookRegistry,
  webhookTimes,
} from '../webhook.ts';

export const gcrReader: WebhookReader = {
  format: 'gcr',
  // Undelivered messages are kept and sent again, with the time they were published.
  ageMsMax: webhookTimes.pubSubRetentionMs,
  rememberMs: webhookTimes.rememberMs,
  hosts: (body) => {
    const notice = noticeOf(body);
    return [textAt(notice, 'digest'), textAt(notice, 'tag')].flatMap(
      (text) => text?.split('/', 1) ?? [],
    );
  },
  read: (body, message, registry) => {
    const notice = noticeOf(body);
    if (notice === undefined) return refused('not-a-notice');
    const action = textAt(notice, 'action');
    if (action !== 'INSERT' && action !== 'DELETE') return ignored('unknown-event');
    const pushed = nameIn(textAt(notice, 'digest'), registry);
    const tagged = nameIn(textAt(notice, 'tag'), registry);
    const repository = pushed?.repository ?? tagged?.repository;
    if (repository === undefined) return ignored('other-registry');
    return eventOf(
      [
        {
          action: action === 'INSERT' ? 'push' : 'delete',
          repository,
          ...tagOrDigest(tagged?.suffix ?? bareTag(notice), pushed?.suffix),
          ...identity(...sentAs(body, message)),
        },
      ],
      'unknown-event',
    );
  },
};

function noticeOf(body: WebhookBody): unknown {
  if (fieldAt(body, 'action') !== undefined) return body;
  const data = textAt(body, 'message', 'data');
  if (data === undefined) return undefined;
  const parsed = parseJsonObject(Buffer.from(data, 'base64'));
  return parsed.kind === 'object' ? parsed.value : undefined;
}

function sentAs(
  body: WebhookBody,
  { headers }: WebhookMessage,
): [string | undefined, number | undefined] {
  const wrapped = fieldAt(body, 'message');
  const from = wrapped ?? {
    messageId: headers['x-goog-pubsub-message-id'],
    publishTime: headers['x-goog-pubsub-publish-time'],
  };
  return [textAt(from, 'messageId'), timeAt(from, 'publishTime')];
}

interface Named {
  readonly repository: string;
  readonly suffix: string;
}

/** The path below the registry's address, and the tag or digest after it. */
function nameIn(
  reference: string | undefined,
  { host, pathPrefix }: WebhookRegistry,
): Named | undefined {
  const start = `${host}${pathPrefix}/`;
  if (reference?.startsWith(start) !== true) return undefined;
  const [, repository, suffix] =
    /^([^@:]+)(?:[@:](.+))?$/.exec(reference.slice(start.length)) ?? [];
  return repository === undefined ? undefined : { repository, suffix: suffix ?? '' };
}

/** Some notices carry the tag alone. */
function bareTag(notice: unknown): string | undefined {
  const tag = textAt(notice, 'tag');
  return tag?.includes('/') === true ? undefined : tag;
}
