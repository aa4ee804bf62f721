// An event for PagerDuty, Events API v2: https://developer.pagerduty.com/docs/send-alert-event
import { createHash } from 'node:crypto';
import type { SeverityLevel } from '../../inventory/image-queries.ts';
import { isEnding } from '../event-kinds.ts';
import type { Message } from '../message.ts';
import { factsOf, moreLine, titleOf } from './message-lines.ts';

const summaryLengthMax = 1024;
const dedupKeyLengthMax = 255;
/** An event takes 512 KB; a list nobody reads on a phone ends sooner. */
const detailsMax = 50;

export interface PagerDutyTrigger {
  readonly routing_key: string;
  readonly event_action: 'trigger';
  readonly dedup_key: string;
  readonly payload: {
    readonly summary: string;
    readonly source: string;
    readonly severity: 'critical' | 'error' | 'warning' | 'info';
    readonly timestamp: string;
    readonly class: string;
    readonly component?: string;
    readonly group?: string;
    readonly custom_details: Readonly<Record<string, unknown>>;
  };
  readonly client: string;
  readonly client_url?: string;
}

export interface PagerDutyResolve {
  readonly routing_key: string;
  readonly event_action: 'resolve';
  readonly dedup_key: string;
}

const severities: Readonly<Record<SeverityLevel, PagerDutyTrigger['payload']['severity']>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
  unknown: 'info',
};

export function pagerDutyEvent(
  message: Message,
  routingKey: string,
): PagerDutyTrigger | PagerDutyResolve {
  const { events, link } = message;
  const [first] = events;
  const single = events.length === 1 && message.total === 1 ? first : undefined;
  const dedupKey = keyOf(single?.subject ?? `delivery:${message.deliveryId}`);
  // That several things are over wakes nobody: it resolves an alert that is not there.
  if (events.length > 0 && events.every(isEnding)) {
    return { routing_key: routingKey, event_action: 'resolve', dedup_key: dedupKey };
  }
  const repository = single?.facts.repository;
  return {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: dedupKey,
    payload: {
      summary: titleOf(message, summaryLengthMax),
      source: sourceOf(link),
      severity: gravest(events.map(({ severity }) => severity)),
      timestamp: new Date(first?.occurredAt ?? message.createdAt).toISOString(),
      class: single?.kind ?? 'notification',
      ...(repository === undefined ? {} : { component: repository }),
      ...(single?.registryId === undefined ? {} : { group: single.registryId }),
      custom_details: single === undefined ? detailsOfMany(message) : detailsOf(single),
    },
    client: 'HarborGuard',
    ...(link === undefined ? {} : { client_url: link }),
  };
}

function detailsOf(event: Message['events'][number]): Readonly<Record<string, string>> {
  return Object.fromEntries(factsOf(event).map(({ name, value }) => [name, value]));
}

function detailsOfMany({ events, total }: Message): Readonly<Record<string, unknown>> {
  const shown = events.slice(0, detailsMax).map((event) => titleOf(event, summaryLengthMax));
  const more = moreLine(shown.length, total);
  return { events: shown, ...(more === undefined ? {} : { more }) };
}

function sourceOf(link: string | undefined): string {
  return link === undefined ? 'harborguard' : new URL(link).hostname;
}

function gravest(levels: readonly SeverityLevel[]): PagerDutyTrigger['payload']['severity'] {
  const order: readonly SeverityLevel[] = ['critical', 'high', 'medium', 'low'];
  return severities[order.find((level) => levels.includes(level)) ?? 'unknown'];
}

function keyOf(subject: string): string {
  if (subject.length <= dedupKeyLengthMax) return subject;
  return createHash('sha256').update(subject).digest('hex');
}
