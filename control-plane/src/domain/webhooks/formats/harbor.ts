// Harbor: its default payload and CloudEvents, both with one fixed Authorization header. The field for the tag holds
// the digest when nothing was tagged.
import { fieldAt, identity, listAt, tagOrDigest, textAt, timeAt } from '../json-fields.ts';
import {
  type Delivery,
  eventOf,
  ignored,
  type WebhookReader,
  type WebhookRegistry,
  webhookTimes,
} from '../webhook.ts';

const actions: Readonly<Record<string, Delivery['action']>> = {
  PUSH_ARTIFACT: 'push',
  DELETE_ARTIFACT: 'delete',
  'harbor.artifact.pushed': 'push',
  'harbor.artifact.deleted': 'delete',
};

export const harborReader: WebhookReader = {
  format: 'harbor',
  // Its job service tries a few times with growing pauses, with the time of the push.
  ageMsMax: webhookTimes.fewTriesMs,
  rememberMs: webhookTimes.rememberMs,
  read: (body, _message, registry) => {
    const type = textAt(body, 'type') ?? '';
    const action = Object.hasOwn(actions, type) ? actions[type] : undefined;
    if (action === undefined) return ignored('unknown-event');
    const data = fieldAt(body, 'event_data') ?? fieldAt(body, 'data');
    const repository = below(textAt(data, 'repository', 'repo_full_name'), registry);
    if (repository === undefined) return ignored('other-registry');
    const occurredAt = timeAt(body, 'occur_at') ?? timeAt(body, 'time');
    const event = textAt(body, 'id');
    const deliveries = listAt(data, 'resources').map((resource, index) => ({
      action,
      repository,
      ...tagOrDigest(textAt(resource, 'tag'), textAt(resource, 'digest')),
      ...identity(event === undefined ? undefined : `${event}#${index}`, occurredAt),
    }));
    return eventOf(deliveries, 'no-resources');
  },
};

/** Connected with a project in its address, the registry's own names begin below that. */
function below(name: string | undefined, { pathPrefix }: WebhookRegistry): string | undefined {
  if (name === undefined || pathPrefix === '') return name;
  const prefix = `${pathPrefix.slice(1)}/`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}
