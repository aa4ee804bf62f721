// JFrog Artifactory: events of the domain `docker`, in the envelope of today or bare as older ones send them. One
// header holds the secret itself or, where payload signing is on, the keyed hash of the body.
import { equalText, isHmac } from '../compare-secrets.ts';
import { fieldAt, tagOrDigest, textAt } from '../json-fields.ts';
import {
  eventOf,
  ignored,
  type WebhookReader,
  type WebhookRegistry,
  webhookTimes,
} from '../webhook.ts';

const headerName = 'x-jfrog-event-auth';

export const jfrogReader: WebhookReader = {
  format: 'jfrog',
  signature: {
    required: false,
    isPresent: ({ headers }) => headers[headerName] !== undefined,
    isValid: ({ headers, body }, secret) => {
      const shown = headers[headerName] ?? '';
      return isHmac(shown, { algorithm: 'sha256', secret, body }) || equalText(shown, secret);
    },
  },
  ageMsMax: webhookTimes.atOnceMs,
  // The body names neither id nor time: pushing an earlier image to a tag again gives the same bytes, honestly.
  rememberMs: webhookTimes.atOnceMs,
  hosts: (body) => {
    const origin = URL.parse(textAt(body, 'jpd_origin') ?? '');
    return origin === null ? [] : [origin.host];
  },
  read: (body, _message, registry) => {
    const data = fieldAt(body, 'data') ?? body;
    const type = textAt(body, 'event_type') ?? 'pushed';
    if ((textAt(body, 'domain') ?? 'docker') !== 'docker') return ignored('not-an-image');
    if (!['pushed', 'deleted', 'promoted'].includes(type)) return ignored('unknown-event');
    const key = textAt(data, 'repo_key');
    const image = textAt(data, 'image_name');
    if (key === undefined || image === undefined) return ignored('no-repository');
    const hash = textAt(data, 'sha256');
    return eventOf(
      [
        {
          action: type === 'deleted' ? 'delete' : 'push',
          ...namesIn(registry, key, image),
          ...tagOrDigest(textAt(data, 'tag'), hash === undefined ? undefined : `sha256:${hash}`),
        },
      ],
      'unknown-event',
    );
  },
};

/** The key of the repository is part of the name, of the host, or of the address's path. */
function namesIn(
  { host, pathPrefix }: WebhookRegistry,
  key: string,
  image: string,
): { readonly repository: string; readonly otherwise?: string } {
  const [label = ''] = host.split('.', 1);
  const isInHost = label === key || label.endsWith(`-${key}`);
  // A virtual repository has a key of its own, and the event names the local one behind it.
  if (isInHost || pathPrefix !== '') return { repository: image };
  return { repository: `${key}/${image}`, otherwise: image };
}
