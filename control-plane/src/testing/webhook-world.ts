// The API with registries whose senders have secrets, and short ways to deliver and to see what came of it. For tests only.
import { createHash } from 'node:crypto';
import type { TestContext } from 'node:test';
import { type ApiWorld, startApi } from '../cli/testing/api-world.ts';
import type { ControlPlaneConfig } from '../config.ts';
import type { Job } from '../domain/jobs/job.ts';
import { defaultOrganisationId } from '../domain/unit-of-work.ts';
import type { PushedImage, SentWebhook, VendorSender } from './vendor-sender.ts';

export interface Connected {
  readonly id: string;
  readonly secret: string;
}

export interface Delivered {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: read field by field by assertions
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface DeliveryOptions {
  readonly path: string;
  readonly method?: 'POST' | 'OPTIONS';
  readonly source?: string;
}

/** Longer than a burst is waited for. */
export const quiet = 1_500;

export class WebhookWorld {
  readonly api: ApiWorld;

  private constructor(api: ApiWorld) {
    this.api = api;
  }

  static async start(
    t: TestContext,
    changes: Partial<ControlPlaneConfig> = {},
  ): Promise<WebhookWorld> {
    const api = await startApi(t, changes);
    t.after(() => api.services.api.webhooks.stop());
    return new WebhookWorld(api);
  }

  image(sender: Pick<VendorSender, 'repository'>, word: string): PushedImage {
    return {
      repository: sender.repository,
      tag: `tag-${word}`,
      digest: digestOf(word),
      id: `event-${word}`,
      time: this.api.clock.now(),
    };
  }

  async connect(
    { url, provider }: Pick<VendorSender, 'url' | 'provider'>,
    { key, ...changes }: { readonly key?: string; readonly [field: string]: unknown } = {},
  ): Promise<Connected> {
    const as = key === undefined ? {} : { key };
    const body = { url, provider, scanMethod: 'cloud', ...changes };
    const created = await this.api.call('POST', '/api/registries', { body, ...as });
    if (created.status !== 201) throw new TypeError(created.text);
    const { id } = created.body.data;
    const made = await this.api.call('POST', `/api/registries/${id}/webhook`, { body: {}, ...as });
    if (made.status !== 201) throw new TypeError(made.text);
    return { id, secret: made.body.data.secret };
  }

  /** To the registry's own address, with the token where the vendor has nothing else. */
  deliver(sender: VendorSender, registryId: string, sent: SentWebhook): Promise<Delivered> {
    return this.post(sent, { path: addressOf(sender, registryId, sent) });
  }

  async post(sent: SentWebhook, options: DeliveryOptions): Promise<Delivered> {
    const answer = await this.api.app.inject({
      method: options.method ?? 'POST',
      url: options.path,
      headers: { ...sent.headers },
      payload: sent.body,
      ...(options.source === undefined ? {} : { remoteAddress: options.source }),
    });
    const text = answer.body;
    const body = text === '' ? undefined : JSON.parse(text);
    return { status: answer.statusCode, text, body, headers: answer.headers };
  }

  /** Those that a push has started, once the burst is over. */
  async pushJobs(orgId: string = defaultOrganisationId): Promise<readonly Job[]> {
    await this.api.clock.advance(quiet);
    const { jobs } = await this.api.services.api.jobs.list(orgId, {}, { page: 1, pageSize: 200 });
    return jobs.filter(({ trigger }) => trigger === 'push').toReversed();
  }

  async receipts(registryId: string): Promise<readonly Record<string, unknown>[]> {
    const answer = await this.api.call('GET', `/api/registries/${registryId}/webhook/receipts`);
    return answer.body.data;
  }
}

export function addressOf(sender: VendorSender, registryId: string, sent: SentWebhook): string {
  const path = `/api/webhooks/${sender.format}/${registryId}`;
  return sent.token === undefined ? path : `${path}/${sent.token}`;
}

export function digestOf(word: string): string {
  return `sha256:${createHash('sha256').update(word).digest('hex')}`;
}
