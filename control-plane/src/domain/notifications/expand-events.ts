// From events to deliveries, in one transaction: which rule wants which event, and what goes out together.
import type { Random } from '@harborguard/shared/ports.ts';
import type { Channel } from './channel.ts';
import { dueTime } from './delivery-time.ts';
import { matchesRule } from './match-rule.ts';
import type { NotificationEvent } from './notification-event.ts';
import type { NotificationRule } from './notification-rule.ts';
import type { DeliveryWish, NotificationStore } from './notification-store.ts';

/** Taken at once, so that a first sync with very many findings does not hold the database for long. */
export const expandedAtOnce = 500;
/** One message tells of so many at most; where more go together it says how many there are. */
export const eventsPerMessageMax = 200;
/** An alert for each event as long as they are few; a flood becomes one alert. */
const singleAlertsMax = 25;

/** Returns how many events were dealt with. */
export async function expandEvents(
  notifications: NotificationStore,
  random: Random,
  now: number,
): Promise<number> {
  const events = await notifications.unexpandedEvents(expandedAtOnce);
  if (events.length === 0) return 0;
  const channels = new Map(
    (await notifications.channels()).map((channel) => [channel.id, channel]),
  );
  for (const rule of inOrder(await notifications.rules())) {
    const channel = channels.get(rule.channelId);
    if (channel === undefined || !channel.isEnabled || !rule.isEnabled) continue;
    const wanted = events.filter((event) => matchesRule(rule, event));
    for (const wish of wishes(rule, channel, wanted, now)) {
      await notifications.addDelivery(wish, random.uuid(), now);
    }
  }
  await notifications.markExpanded(
    events.map(({ id }) => id),
    now,
  );
  return events.length;
}

/** Of two rules that send the same news to one channel the sooner one tells it. */
function inOrder(rules: readonly NotificationRule[]): readonly NotificationRule[] {
  const rank = { realtime: 0, hourly: 1, daily: 2 } as const;
  return rules.toSorted((a, b) => rank[a.digest] - rank[b.digest]);
}

export function wishes(
  rule: NotificationRule,
  channel: Pick<Channel, 'settings'>,
  events: readonly NotificationEvent[],
  now: number,
): readonly DeliveryWish[] {
  const base = { channelId: rule.channelId, ruleId: rule.id };
  const groups = new Map<string, DeliveryWish & { readonly events: NotificationEvent[] }>();
  for (const event of events) {
    const { dueAt, slot } = dueTime(rule, event.severity, now);
    const group = groups.get(slot ?? '') ?? { ...base, dueAt, slot, events: [] };
    group.events.push(event);
    groups.set(slot ?? '', group);
  }
  return [...groups.values()].flatMap((group) => {
    if (group.slot !== undefined) return [group];
    return parts(channel.settings.kind === 'pagerduty', group.events).map((part) => ({
      ...group,
      events: part,
    }));
  });
}

function parts(
  isAlerts: boolean,
  events: readonly NotificationEvent[],
): readonly (readonly NotificationEvent[])[] {
  const singles = isAlerts ? events.slice(0, singleAlertsMax).map((event) => [event]) : [];
  const rest = isAlerts ? events.slice(singleAlertsMax) : events;
  const chunks: (readonly NotificationEvent[])[] = [...singles];
  for (let start = 0; start < rest.length; start += eventsPerMessageMax) {
    chunks.push(rest.slice(start, start + eventsPerMessageMax));
  }
  return chunks;
}
