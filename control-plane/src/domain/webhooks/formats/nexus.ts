// Sonatype Nexus: `rm:repository:component`, signed with HMAC-SHA1, which for a keyed hash is still sound. It names
// no digest and may stay silent when a tag moves: a hint to look at that repository.
import { isHmac } from '../compare-secrets.ts';
import { fieldAt, identity, tagOrDigest, textAt, timeAt } from '../json-fields.ts';
import {
  type Delivery,
  eventOf,
  ignored,
  type WebhookReader,
  type WebhookRegistry,
  webhookTimes,
} from '../webhook.ts';

const headerName = 'x-nexus-webhook-signature';

const actions: Readonly<Record<string, Delivery['action']>> = {
  CREATED: 'push',
  UPDATED: 'push',
  DELETED: 'delete',
};

export const nexusReader: WebhookReader = {
  format: 'nexus',
  signature: {
    required: true,
    isPresent: ({ headers }) => headers[headerName] !== undefined,
    isValid: ({ headers, body }, secret) =>
      isHmac(headers[headerName] ?? '', { algorithm: 'sha1', secret, body }),
  },
  // It sends once, at the moment of the change.
  ageMsMax: webhookTimes.atOnceMs,
  rememberMs: webhookTimes.rememberMs,
  read: (body, { headers }, registry) => {
    const component = fieldAt(body, 'component');
    const type = textAt(body, 'action') ?? '';
    const action = Object.hasOwn(actions, type) ? actions[type] : undefined;
    if (component === undefined || action === undefined) return ignored('unknown-event');
    if (textAt(component, 'format') !== 'docker') return ignored('not-an-image');
    const image = textAt(component, 'name');
    const hosted = textAt(body, 'repositoryName');
    if (image === undefined || hosted === undefined) return ignored('no-repository');
    const names = namesIn(registry, hosted, image);
    if (names === undefined) return ignored('other-registry');
    const id = identity(headers['x-nexus-webhook-delivery'], timeAt(body, 'timestamp'));
    return eventOf(
      [{ action, ...names, ...tagOrDigest(textAt(component, 'version')), ...id }],
      'unknown-event',
    );
  },
};

/** A path names the repository; so does a port of its own, but not to us; else it is the first part of the name. */
function namesIn(
  { pathPrefix }: WebhookRegistry,
  hosted: string,
  image: string,
): { readonly repository: string; readonly otherwise?: string } | undefined {
  if (pathPrefix === '') return { repository: image, otherwise: `${hosted}/${image}` };
  return pathPrefix.endsWith(`/${hosted}`) ? { repository: image } : undefined;
}
