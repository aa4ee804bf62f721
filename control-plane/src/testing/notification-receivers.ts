// One receiver of each kind of channel on the loopback address, and what each was told, read as its vendor would read
// it. For tests only.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { startLoopbackServer } from '@harborguard/shared/testing/fake-registry/loopback-server.ts';
import { Webhook } from 'standardwebhooks';
import { channelKinds } from '../domain/notifications/channel.ts';
import type { pagerDutyEvent } from '../domain/notifications/messages/pagerduty-event.ts';
import type { SlackMessage } from '../domain/notifications/messages/slack-message.ts';
import type { TeamsMessage } from '../domain/notifications/messages/teams-message.ts';
import { type MailServer, startMailServer } from '../outbound/notifications/testing/mail-server.ts';

export type ChannelKind = (typeof channelKinds)[number];

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export class NotificationReceivers {
  readonly url: string;
  readonly requests: ReceivedRequest[] = [];
  /** Answers to the next requests; 200 when there is none. */
  readonly answers: number[] = [];
  readonly #mail: MailServer;

  private constructor(url: string, mail: MailServer) {
    this.url = url;
    this.#mail = mail;
  }

  static async start(t: TestContext): Promise<NotificationReceivers> {
    const mail = await startMailServer(t, { offersTls: false });
    let receivers: NotificationReceivers | undefined;
    const server = await startLoopbackServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        const text = Buffer.concat(chunks).toString('utf8');
        receivers?.requests.push({ path: request.url ?? '', headers, text });
        response.writeHead(receivers?.answers.shift() ?? 200).end();
      });
    });
    t.after(() => server.close());
    receivers = new NotificationReceivers(server.origin, mail);
    return receivers;
  }

  /** The target of a channel that leads here. */
  target(kind: ChannelKind, path: string = kind): object {
    const to = { from: 'guard@example.com', to: ['a@example.com'] };
    switch (kind) {
      case 'email':
        return { kind, host: '127.0.0.1', port: this.#mail.port, security: 'none', ...to };
      case 'pagerduty':
        return { kind, routingKey: '0123456789abcdef0123456789abcdef' };
      default:
        return { kind, url: `${this.url}/${path}` };
    }
  }

  of(path: string): readonly ReceivedRequest[] {
    return this.requests.filter((request) => request.path === `/${path}`);
  }

  /** Bodies of all webhooks on the path, oldest first. */
  webhooks(path = 'webhook'): readonly WebhookBody[] {
    return this.of(path).map(({ text }) => JSON.parse(text) as WebhookBody);
  }

  /** How many messages each kind of channel has so far. */
  counts(): Readonly<Record<ChannelKind, number>> {
    const count = (kind: ChannelKind): number =>
      kind === 'email' ? this.#mail.mails.length : this.of(kind).length;
    return Object.fromEntries(channelKinds.map((kind) => [kind, count(kind)])) as Record<
      ChannelKind,
      number
    >;
  }

  /** The messages after the first so many, each as the text a person would read. */
  texts(kind: ChannelKind, from: number): readonly string[] {
    if (kind === 'email')
      return this.#mail.mails.slice(from).map(({ source }) => plainMail(source));
    return this.of(kind)
      .slice(from)
      .map(({ text }) => readers[kind](text));
  }
}

export interface WebhookBody {
  readonly data: {
    readonly id: string;
    readonly title: string;
    readonly total: number;
    readonly events: readonly WebhookEvent[];
  };
}

export interface WebhookEvent {
  readonly kind: string;
  readonly subject: string;
  readonly severity: string;
  readonly title: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** By the library of the specification, over what has arrived. */
export function assertSigned({ headers, text }: ReceivedRequest, secret: string): void {
  const { 'webhook-id': id = '', 'webhook-timestamp': seconds = '' } = headers;
  const expected = new Webhook(secret).sign(id, new Date(Number(seconds) * 1000), text);
  assert.equal(headers['webhook-signature'], expected);
  assert.equal(JSON.parse(text).data.id, id);
}

const readers: Readonly<Record<Exclude<ChannelKind, 'email'>, (text: string) => string>> = {
  slack: (text) => {
    const { blocks } = JSON.parse(text) as SlackMessage;
    return blocks
      .flatMap((block) => (block.type === 'context' ? block.elements : [block.text]))
      .map((one) => one.text)
      .join('\n')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
  },
  teams: (text) => {
    const [{ content }] = (JSON.parse(text) as TeamsMessage).attachments;
    return content.body
      .map((one) => (one.type === 'TextBlock' ? one.text : JSON.stringify(one.facts)))
      .join('\n')
      .replaceAll('\\', '');
  },
  pagerduty: (text) => {
    const alert = JSON.parse(text) as ReturnType<typeof pagerDutyEvent>;
    const { event_action: action, dedup_key: key } = alert;
    if (alert.event_action === 'resolve') return `${action} ${key}`;
    return `${action} ${key} ${alert.payload.class} ${alert.payload.summary}`;
  },
  webhook: (text) => JSON.stringify((JSON.parse(text) as WebhookBody).data.events),
};

/** Of quoted-printable: https://www.rfc-editor.org/rfc/rfc2045#section-6.7 */
function plainMail(source: string): string {
  const bytes = source
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
