// AWS ECR through an EventBridge API destination: the event as it is, or reshaped to a CloudEvent by an input
// transformer. EventBridge signs nothing; the connection adds a header of our choice.
import { fieldAt, identity, tagOrDigest, textAt, timeAt } from '../json-fields.ts';
import {
  type Delivery,
  eventOf,
  ignored,
  type WebhookBody,
  type WebhookReader,
  webhookTimes,
} from '../webhook.ts';

export const ecrReader: WebhookReader = {
  format: 'ecr',
  // EventBridge tries again for up to 24 hours, with the time of the push.
  ageMsMax: webhookTimes.tryForADayMs,
  rememberMs: webhookTimes.rememberMs,
  read: (body, _message, registry) => {
    const event = fieldAt(body, 'detail-type') === undefined ? cloudEvent(body) : plainEvent(body);
    if (event === undefined) return ignored('unknown-event');
    const isElsewhere =
      registry.provider === 'AWS_ECR' &&
      /^\d{12}\.dkr/.test(registry.host) &&
      event.origin !== originOf(registry.host);
    const repository = belowPrefix(event.delivery.repository, registry.pathPrefix);
    if (isElsewhere || repository === undefined) return ignored('other-registry');
    return eventOf([{ ...event.delivery, repository }], 'unknown-event');
  },
};

/** A connection to a part of the account (`…/team`) names its repositories without that part. */
function belowPrefix(repository: string, pathPrefix: string): string | undefined {
  if (pathPrefix === '') return repository;
  const start = `${pathPrefix.slice(1)}/`;
  return repository.startsWith(start) ? repository.slice(start.length) : undefined;
}

interface EcrEvent {
  readonly delivery: Delivery;
  /** Account and region. */
  readonly origin: string;
}

function plainEvent(body: WebhookBody): EcrEvent | undefined {
  const detail = fieldAt(body, 'detail');
  const isImageAction =
    textAt(body, 'source') === 'aws.ecr' && textAt(body, 'detail-type') === 'ECR Image Action';
  const repository = textAt(detail, 'repository-name');
  const action = { PUSH: 'push', DELETE: 'delete' } as const;
  const named = textAt(detail, 'action-type');
  if (!isImageAction || repository === undefined) return undefined;
  if (textAt(detail, 'result') === 'FAILURE') return undefined;
  if (named !== 'PUSH' && named !== 'DELETE') return undefined;
  return {
    origin: `${textAt(body, 'account')} ${textAt(body, 'region')}`,
    delivery: {
      action: action[named],
      repository,
      ...tagOrDigest(textAt(detail, 'image-tag'), textAt(detail, 'image-digest')),
      ...identity(textAt(body, 'id'), timeAt(body, 'time')),
    },
  };
}

function cloudEvent(body: WebhookBody): EcrEvent | undefined {
  const data = fieldAt(body, 'data');
  const repository = textAt(data, 'repositoryName');
  if (textAt(body, 'type') !== 'com.amazon.ecr.image.push' || repository === undefined) {
    return undefined;
  }
  const [, region, account] =
    /^urn:aws[a-z-]*:ecr:([^:]+):([^:]+):/.exec(textAt(body, 'source') ?? '') ?? [];
  return {
    origin: `${account} ${region}`,
    delivery: {
      action: 'push',
      repository,
      ...tagOrDigest(textAt(data, 'imageTag'), textAt(data, 'imageDigest')),
      ...identity(textAt(body, 'id'), timeAt(body, 'time')),
    },
  };
}

function originOf(host: string): string {
  const [, account, region] = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\./.exec(host) ?? [];
  return `${account} ${region}`;
}
