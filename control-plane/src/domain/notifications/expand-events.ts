// From events to deliveries, in one transaction: which rule wants which event, and what goes out together.
import type { Random } from '@harborguard/shared/ports.ts';
import type { Channel } from './channel.ts';
import { type DueTime, dueTime } from './delivery-time.ts';
import { isEnding } from './event-kinds.ts';
import { matchesRule } from './match-rule.ts';
import type { NotificationEvent } from './notification-event.ts';
import type { NotificationRule } from './notification-rule.ts';
import type { DeliveryWish, NotificationStore } from './notification-store.ts';

/** Taken at once, so that a first sync with very many findings does not hold the database for long. */
export const expandedAtOnce = 500;
/** One message tells of so many at most; where more go together it says how many there are. */
export const eventsPerMessageMax = 200;
/** An alert for each event as long as they are few; a flood becomes one alert. What is over resolves its own. */
const singleAlertsMax = 25;

/** Returns how many events were dealt with. */
export async function expandEvents(
  notifications: NotificationStore,
  random: Random,
  now: number,
): Promise<number> {
  const events = await notifications.unexpandedEvents(expandedAtOnce);
  if (events.length === 0) return 0;
  const rules = (await notifications.rules()).filter(({ isEnabled }) => isEnabled);
  for (const channel of await notifications.channels()) {
    const ofChannel = channel.isEnabled
      ? rules.filter((rule) => rule.channelId === channel.id)
      : [];
    for (const wish of wishes(ofChannel, channel, events, now)) {
      await notifications.addDelivery(wish, random.uuid(), now);
    }
  }
  await notifications.markExpanded(
    events.map(({ id }) => id),
    now,
  );
  return events.length;
}

interface Group extends DeliveryWish {
  readonly events: NotificationEvent[];
}

/** Of rules that send the same news to one channel the one that is due first tells it; the soonest come first. */
function wishes(
  rules: readonly NotificationRule[],
  { id: channelId, settings }: Channel,
  events: readonly NotificationEvent[],
  now: number,
): readonly DeliveryWish[] {
  const groups = new Map<string, Group>();
  for (const event of events) {
    const soonest = soonestOf(rules, event, now);
    if (soonest === undefined) continue;
    const { ruleId, dueAt, slot } = soonest;
    const key = JSON.stringify([ruleId, slot]);
    const group = groups.get(key) ?? { channelId, ruleId, dueAt, slot, events: [] };
    group.events.push(event);
    groups.set(key, group);
  }
  const isAlerts = settings.kind === 'pagerduty';
  return [...groups.values()]
    .toSorted((a, b) => a.dueAt - b.dueAt)
    .flatMap((group) => (group.slot === undefined ? parted(group, isAlerts) : [group]));
}

interface DueRule extends DueTime {
  readonly ruleId: string;
}

function soonestOf(
  rules: readonly NotificationRule[],
  event: NotificationEvent,
  now: number,
): DueRule | undefined {
  let soonest: DueRule | undefined;
  for (const rule of rules) {
    if (!matchesRule(rule, event)) continue;
    const due = { ruleId: rule.id, ...dueTime(rule, event.severity, now) };
    if (soonest === undefined || due.dueAt < soonest.dueAt) soonest = due;
  }
  return soonest;
}

function parted(group: Group, isAlerts: boolean): readonly DeliveryWish[] {
  const { events } = group;
  const begun = isAlerts ? events.filter((event) => !isEnding(event)) : events;
  const together = new Set(isAlerts ? begun.slice(singleAlertsMax) : begun);
  const parts = events.filter((event) => !together.has(event)).map((event) => [event]);
  const rest = [...together];
  for (let start = 0; start < rest.length; start += eventsPerMessageMax) {
    parts.push(rest.slice(start, start + eventsPerMessageMax));
  }
  return parts.map((part) => ({ ...group, events: part }));
}
