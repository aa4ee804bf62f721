// The parts of push events put together: their secrets, their reception, and the queue that turns them into jobs.
import type { Clock, Log, Random, Tracer } from '@harborguard/shared/ports.ts';
import type { DataKeys } from '../credentials/data-keys.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { createGoogleTokenVerifier, type FetchTokenKeys } from './google-token.ts';
import { PushQueue } from './push-queue.ts';
import { createWebhookSecrets, type WebhookSecrets } from './webhook-secrets.ts';
import { createWebhookService, type WebhookService } from './webhook-service.ts';
import { webhookAddress } from './webhook-setup.ts';

export interface WebhookDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly dataKeys: DataKeys;
  readonly jobs: Pick<JobService, 'committed'>;
  readonly publicUrl: string | undefined;
  readonly fetchKeys: FetchTokenKeys;
}

export function createWebhooks(dependencies: WebhookDependencies): {
  readonly webhooks: WebhookService;
  readonly webhookSecrets: WebhookSecrets;
} {
  const { clock, publicUrl, fetchKeys } = dependencies;
  const webhooks = createWebhookService({
    ...dependencies,
    queue: new PushQueue(dependencies),
    tokens: createGoogleTokenVerifier(clock, fetchKeys),
    addressOf: (registryId) =>
      publicUrl === undefined ? undefined : webhookAddress(publicUrl, 'gcr', registryId),
  });
  return { webhooks, webhookSecrets: createWebhookSecrets(dependencies) };
}
