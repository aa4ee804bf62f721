// News as it is told, before a channel gives it its form.
import type { NotificationEvent } from './notification-event.ts';

export interface Message {
  /** Stable over all attempts: receivers drop doubles by it. */
  readonly deliveryId: string;
  readonly title: string;
  /** The first of them, when there are very many. */
  readonly events: readonly NotificationEvent[];
  readonly total: number;
  /** Where people look further; undefined without a public address. */
  readonly link: string | undefined;
  readonly createdAt: number;
  /** Mailboxes that took it in an earlier attempt. */
  readonly served?: readonly string[];
}

export function messageTitle(events: readonly Pick<NotificationEvent, 'title' | 'kind'>[]): string {
  const [first] = events;
  if (first === undefined) return 'No news';
  if (events.length === 1) return first.title;
  const findings = events.filter(({ kind }) => kind === 'finding.opened').length;
  if (findings === events.length) return `${findings} findings`;
  return `${events.length} news of HarborGuard`;
}
