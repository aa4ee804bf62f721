// GitHub: `package` and `registry_package`, signed over the raw body. A multi-platform push comes as several events,
// the children without a tag.
import { isHmac } from '../compare-secrets.ts';
import { fieldAt, tagOrDigest, textAt } from '../json-fields.ts';
import {
  eventOf,
  ignored,
  type WebhookBody,
  type WebhookReader,
  webhookTimes,
} from '../webhook.ts';

export const githubReader: WebhookReader = {
  format: 'github',
  signature: {
    required: true,
    isPresent: ({ headers }) => headers['x-hub-signature-256'] !== undefined,
    isValid: ({ headers, body }, secret) => {
      const [, hex = ''] = /^sha256=(.+)$/.exec(headers['x-hub-signature-256'] ?? '') ?? [];
      return isHmac(hex, { algorithm: 'sha256', secret, body });
    },
  },
  // It names no time of its own; people may deliver again by hand for three days.
  ageMsMax: webhookTimes.atOnceMs,
  rememberMs: webhookTimes.rememberMs,
  hosts: (body) => {
    const [host] = textAt(packageOf(body), 'package_version', 'package_url')?.split('/', 1) ?? [];
    return host === undefined ? [] : [host];
  },
  read: (body, { headers }) => {
    const found = packageOf(body);
    if (found === undefined) {
      return ignored(fieldAt(body, 'zen') === undefined ? 'unknown-event' : 'ping');
    }
    if (!isContainer(found)) return ignored('not-an-image');
    const action = textAt(body, 'action');
    if (action !== 'published' && action !== 'updated') return ignored('unknown-event');
    const owner = textAt(found, 'owner', 'login') ?? textAt(found, 'namespace');
    const name = textAt(found, 'name');
    if (owner === undefined || name === undefined) return ignored('no-repository');
    const id = headers['x-github-delivery'];
    return eventOf(
      [
        {
          action: 'push',
          repository: `${owner}/${name}`.toLowerCase(),
          ...versionOf(fieldAt(found, 'package_version')),
          ...(id === undefined ? {} : { id }),
        },
      ],
      'unknown-event',
    );
  },
};

function packageOf(body: WebhookBody): unknown {
  return fieldAt(body, 'package') ?? fieldAt(body, 'registry_package');
}

function isContainer(found: unknown): boolean {
  const names = [textAt(found, 'package_type'), textAt(found, 'ecosystem')];
  return names.some((name) => /^(?:container|docker)$/i.test(name ?? ''));
}

function versionOf(version: unknown) {
  const metadata = fieldAt(version, 'container_metadata');
  const digests = [
    textAt(metadata, 'tag', 'digest'),
    textAt(metadata, 'manifest', 'digest'),
    textAt(version, 'version'),
    textAt(version, 'name'),
  ];
  const url = textAt(version, 'package_url');
  const tag = textAt(metadata, 'tag', 'name') ?? /\/[^/]*:([^:/@]+)$/.exec(url ?? '')?.[1];
  return tagOrDigest(
    tag,
    digests.find((digest) => digest?.startsWith('sha256:') === true),
  );
}
