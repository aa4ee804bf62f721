// Push events as the routes see them: receiving them within limits, and a word on each in the receipts.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import { addressBlock } from '../operations/address-block.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { SenderDependencies } from './authenticate-sender.ts';
import type { PushQueue } from './push-queue.ts';
import { RateLimit } from './rate-limit.ts';
import { type ReceivedWebhook, receiveWebhook, type WebhookAnswer } from './receive-webhook.ts';
import { webhookReader } from './webhook-readers.ts';
import { hashWebhookSecret, isWellFormedSecret } from './webhook-secret-text.ts';

export interface WebhookRequest extends Omit<ReceivedWebhook, 'reader'> {
  /** As it stands in the address. */
  readonly format: string;
}

export interface WebhookService {
  receive(request: WebhookRequest): Promise<WebhookAnswer>;
  /** Whether the secret in an address opens it: what a vendor asks before it delivers anything. */
  opens(request: Pick<WebhookRequest, 'registryId' | 'token' | 'source'>): Promise<boolean>;
  /** Takes up what was received before. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface WebhookServiceDependencies extends SenderDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  readonly queue: PushQueue;
}

/** Vendors send from few addresses for many customers, and a proxy before us may stand for all of them. */
const perSource = { perSecond: 100, burst: 2000 };
/** A pipeline that pushes hundreds of images at once stays below; only proven senders count. */
const perRegistry = { perSecond: 50, burst: 1000 };
/** Of those refused, receipts are a help to whoever sets a sender up, not a log of an attack. */
const refusalsPerRegistry = { perSecond: 0.2, burst: 20 };

export function createWebhookService(dependencies: WebhookServiceDependencies): WebhookService {
  const { clock, queue } = dependencies;
  const sources = new RateLimit(clock, perSource);
  const registries = new RateLimit(clock, perRegistry);
  const refusals = new Refusals(dependencies);
  return {
    receive: async ({ format, ...request }) => {
      const retryAfterMs = sources.take(addressBlock(request.source));
      if (retryAfterMs > 0) return { kind: 'rate-limited', retryAfterMs };
      const reader = webhookReader(format);
      if (reader === undefined) return { kind: 'unauthenticated', reason: 'unknown-format' };
      const received = { ...request, reader };
      const answer = await receiveWebhook(
        {
          ...dependencies,
          takeTurn: (registryId) => registries.take(registryId),
          onPushes: (orgId, registryId) => queue.note(orgId, registryId),
        },
        received,
      );
      if (answer.kind === 'unauthenticated') refusals.note(received, answer.reason);
      return answer;
    },
    opens: async ({ registryId, token, source }) => {
      if (
        sources.take(addressBlock(source)) > 0 ||
        token === undefined ||
        !isWellFormedSecret(token)
      ) {
        return false;
      }
      const found = await dependencies.unitOfWork.readSystem(({ webhooks }) =>
        webhooks.secretByHash(hashWebhookSecret(token)),
      );
      return found !== undefined && found.registry.id === registryId;
    },
    start: () => queue.start(),
    stop: async () => {
      await queue.stop();
      await refusals.settled();
    },
  };
}

/** Written after the answer, so that its time does not tell whether the registry exists. */
class Refusals {
  readonly #dependencies: WebhookServiceDependencies;
  readonly #limit: RateLimit;
  readonly #writing = new Set<Promise<void>>();

  constructor(dependencies: WebhookServiceDependencies) {
    this.#dependencies = dependencies;
    this.#limit = new RateLimit(dependencies.clock, refusalsPerRegistry);
  }

  note({ registryId, reader, source }: ReceivedWebhook, reason: string): void {
    const { clock, log, unitOfWork } = this.#dependencies;
    log.debug('webhook refused', { format: reader.format, reason });
    if (registryId === undefined || this.#limit.take(registryId) > 0) return;
    const receivedAt = clock.now();
    const receipt = { registryId, receivedAt, reason, source, format: reader.format };
    const writing = unitOfWork
      .writeSystem(async (stores) => {
        const registry = await stores.registries.find(registryId);
        if (registry === undefined) return;
        const { webhooks } = stores.organisation(registry.orgId);
        await webhooks.insertReceipt({ ...receipt, outcome: 'refused', repositories: [] });
      })
      .catch((error: unknown) => log.error('webhook receipt not written', { error }))
      .then(() => void this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  async settled(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing);
  }
}
