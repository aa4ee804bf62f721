// Gitea and Forgejo: the event `package` of a container, signed over the raw body.
import { isHmac } from '../compare-secrets.ts';
import { fieldAt, tagOrDigest, textAt } from '../json-fields.ts';
import {
  eventOf,
  ignored,
  type WebhookMessage,
  type WebhookReader,
  webhookTimes,
} from '../webhook.ts';

export const giteaReader: WebhookReader = {
  format: 'gitea',
  signature: {
    required: true,
    isPresent: (message) => signatureOf(message) !== undefined,
    isValid: (message, secret) =>
      isHmac(signatureOf(message) ?? '', { algorithm: 'sha256', secret, body: message.body }),
  },
  // Its times are those of the package, not of the event.
  ageMsMax: webhookTimes.atOnceMs,
  rememberMs: webhookTimes.rememberMs,
  hosts: (body) => {
    const url = URL.parse(textAt(body, 'package', 'html_url') ?? '');
    return url === null ? [] : [url.host];
  },
  read: (body, { headers }) => {
    const found = fieldAt(body, 'package');
    if (found === undefined) return ignored('unknown-event');
    if (textAt(found, 'type') !== 'container') return ignored('not-an-image');
    const action = textAt(body, 'action');
    if (action !== 'created' && action !== 'deleted') return ignored('unknown-event');
    const owner = textAt(found, 'owner', 'login') ?? textAt(found, 'owner', 'username');
    const name = textAt(found, 'name');
    if (owner === undefined || name === undefined) return ignored('no-repository');
    const id = headers['x-gitea-delivery'] ?? headers['x-forgejo-delivery'];
    return eventOf(
      [
        {
          action: action === 'created' ? 'push' : 'delete',
          repository: `${owner}/${name}`.toLowerCase(),
          ...tagOrDigest(textAt(found, 'version')),
          ...(id === undefined ? {} : { id }),
        },
      ],
      'unknown-event',
    );
  },
};

function signatureOf({ headers }: WebhookMessage): string | undefined {
  return headers['x-gitea-signature'] ?? headers['x-forgejo-signature'];
}
