// Slack, Teams, PagerDuty and webhooks: the form of each, and what its answer means.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { Channel, ChannelSecret } from '../../domain/notifications/channel.ts';
import type { SendOutcome } from '../../domain/notifications/channel-sender.ts';
import type { Message } from '../../domain/notifications/message.ts';
import { pagerDutyEvent } from '../../domain/notifications/messages/pagerduty-event.ts';
import { slackMessage } from '../../domain/notifications/messages/slack-message.ts';
import { teamsMessage } from '../../domain/notifications/messages/teams-message.ts';
import { signedHeaders, webhookBody } from '../../domain/notifications/messages/webhook-message.ts';
import { type PostJsonAnswer, type PostJsonOptions, postJson } from './post-json.ts';

export interface HttpChannelOptions extends PostJsonOptions {
  readonly clock: Clock;
  /** For tests: where PagerDuty is. */
  readonly pagerDutyUrl?: string;
}

/** https://developer.pagerduty.com/docs/events-api-v2-overview */
const pagerDutyUrls = {
  us: 'https://events.pagerduty.com/v2/enqueue',
  eu: 'https://events.eu.pagerduty.com/v2/enqueue',
} as const;

/** Without it Teams has taken a card for UTF-16, of which only half as much fits. */
const utf8 = { 'content-type': 'application/json; charset=utf-8' } as const;

export async function sendOverHttp(
  options: HttpChannelOptions,
  { settings }: Pick<Channel, 'settings'>,
  secret: ChannelSecret,
  message: Message,
): Promise<SendOutcome> {
  const caPem = 'caPem' in settings ? settings.caPem : undefined;
  const { url = '', routingKey = '' } = secret;
  const post = (to: string, body: string, headers?: Readonly<Record<string, string>>) =>
    postJson(options, { url: to, body, caPem, ...(headers === undefined ? {} : { headers }) });
  switch (settings.kind) {
    case 'slack':
      return judged(await post(url, JSON.stringify(slackMessage(message))), options.clock);
    case 'teams':
      return judged(await post(url, JSON.stringify(teamsMessage(message)), utf8), options.clock);
    case 'pagerduty': {
      const to = options.pagerDutyUrl ?? pagerDutyUrls[settings.region];
      const body = JSON.stringify(pagerDutyEvent(message, routingKey));
      return judged(await post(to, body), options.clock);
    }
    case 'webhook': {
      const body = webhookBody(message);
      const headers = signedHeaders(message, body, { secret, now: options.clock.now() });
      return judged(await post(url, body, { ...headers }), options.clock);
    }
    case 'email':
      throw new TypeError('e-mail does not go over HTTP');
  }
}

/** What no repetition makes right. A redirect is one too: a secret is not sent on to wherever it points. */
const permanentStatuses: readonly number[] = [400, 404, 405, 410, 413, 415, 422];

function judged({ status, retryAfter }: PostJsonAnswer, clock: Clock): SendOutcome {
  if (status >= 200 && status < 300) return { kind: 'sent', status };
  if (status === 401 || status === 403) {
    return { kind: 'failed', code: 'NOTIFICATION_LOGIN_REFUSED', isPermanent: false, status };
  }
  const isRedirect = status >= 300 && status < 400;
  if (isRedirect || permanentStatuses.includes(status)) {
    const isGone = status === 410;
    return { kind: 'failed', code: 'NOTIFICATION_REFUSED', isPermanent: true, status, isGone };
  }
  const retryAfterMs = retryAfterOf(retryAfter, clock.now());
  return {
    kind: 'failed',
    code: 'NOTIFICATION_DEFERRED',
    isPermanent: false,
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
function retryAfterOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
