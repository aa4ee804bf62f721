// CNCF Distribution's notification envelope, versions 1 and 2, as GitLab's registry sends it too. Layers are events
// as well; only manifests count. Nothing is signed: a fixed header is configured at the endpoint.
import { fieldAt, identity, listAt, tagOrDigest, textAt, timeAt } from '../json-fields.ts';
import {
  type Delivery,
  eventOf,
  refused,
  type WebhookFormat,
  type WebhookReader,
  webhookTimes,
} from '../webhook.ts';

export const distributionReader: WebhookReader = readerFor('oci');
export const gitlabReader: WebhookReader = readerFor('gitlab');

function readerFor(format: WebhookFormat): WebhookReader {
  return {
    format,
    // The registry keeps events in memory and sends them until one is taken, with the time of the push.
    ageMsMax: webhookTimes.tryForADayMs,
    rememberMs: webhookTimes.rememberMs,
    repeatsRefused: true,
    read: (body) => {
      if (!Array.isArray(fieldAt(body, 'events'))) return refused('no-events');
      return eventOf(listAt(body, 'events').flatMap(deliveryOf), 'no-manifest-push');
    },
  };
}

const manifestTypes =
  /^application\/vnd\.(?:docker\.distribution\.manifest\.|oci\.image\.(?:manifest|index)\.)/;

function deliveryOf(event: unknown): readonly Delivery[] {
  const action = textAt(event, 'action');
  const target = fieldAt(event, 'target');
  const repository = textAt(target, 'repository');
  if (repository === undefined) return [];
  const id = identity(textAt(event, 'id'), timeAt(event, 'timestamp'));
  const what = tagOrDigest(textAt(target, 'tag'), textAt(target, 'digest'));
  if (action === 'push') {
    const isManifest = manifestTypes.test(textAt(target, 'mediaType') ?? '');
    return isManifest && (what.tag ?? what.digest) !== undefined
      ? [{ action, repository, ...what, ...id }]
      : [];
  }
  // A deleted manifest names no media type, as a deleted layer does not; a sync of the repository settles it.
  return action === 'delete' ? [{ action, repository, ...what, ...id }] : [];
}
