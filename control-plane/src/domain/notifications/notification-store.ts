// What notifications need remembered, within one organisation and across all of them.
import type { PageRequest } from '../inventory/image-queries.ts';
import type { PageEdges } from '../page-key.ts';
import type { Channel } from './channel.ts';
import type { NewNotificationEvent, NotificationEvent } from './notification-event.ts';
import type { NotificationRule } from './notification-rule.ts';

export type DeliveryState = 'pending' | 'sent' | 'failed';
export const deliveryStates: readonly DeliveryState[] = ['pending', 'sent', 'failed'];

export interface Delivery {
  readonly id: string;
  readonly channelId: string;
  readonly ruleId: string;
  readonly state: DeliveryState;
  readonly title: string;
  readonly eventCount: number;
  readonly createdAt: number;
  /** When it is told at the earliest. */
  readonly dueAt: number;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastErrorCode: string | undefined;
  readonly lastStatus: number | undefined;
  readonly finishedAt: number | undefined;
  /** Mailboxes that took an e-mail which others did not take yet. */
  readonly served: readonly string[];
}

export interface DeliveryWish {
  readonly channelId: string;
  readonly ruleId: string;
  readonly dueAt: number;
  readonly slot: string | undefined;
  readonly events: readonly NotificationEvent[];
}

export interface DeliveryFilter {
  readonly state?: DeliveryState;
  readonly channelId?: string;
  readonly ruleId?: string;
  readonly page: PageRequest;
}

export interface DeliveryPage extends PageEdges {
  readonly deliveries: readonly Delivery[];
  readonly total: number;
}

export interface DeliveryChange {
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastErrorCode: string | undefined;
  readonly lastStatus: number | undefined;
  readonly finishedAt: number | undefined;
  readonly served: readonly string[];
}

export type ChannelChange = Partial<
  Pick<Channel, 'name' | 'settings' | 'sealed' | 'isEnabled' | 'updatedAt'>
>;

/** What the channel's last attempt says about the channel itself. */
export interface ChannelHealth {
  readonly failuresInRow: number;
  readonly pausedUntil: number | undefined;
  readonly lastErrorCode: string | undefined;
  readonly lastSuccessAt?: number;
  readonly isEnabled?: boolean;
}

/** A state of something that has been told, or is the base from which changes are told. */
export interface WatchedState {
  readonly subject: string;
  readonly state: string;
}

export interface KnownFinding {
  readonly advisoryId: string;
  readonly packageName: string;
}

/** Bound to one organisation: it neither reads nor writes a row of another. */
export interface NotificationStore {
  readonly orgId: string;

  /** Events that are there already are left as they are. */
  addEvents(events: readonly NewNotificationEvent[]): Promise<void>;
  /** Newest first. */
  recentEvents(limit: number): Promise<readonly NotificationEvent[]>;
  unexpandedEvents(limit: number): Promise<readonly NotificationEvent[]>;
  markExpanded(ids: readonly number[], now: number): Promise<void>;
  /** Findings this repository ever had among those of the advisories, in whichever tag, open or not. */
  knownFindings(
    place: { readonly registryId: string; readonly repository: string },
    advisoryIds: readonly string[],
  ): Promise<readonly KnownFinding[]>;

  watchedStates(): Promise<ReadonlyMap<string, string>>;
  setWatchedState(watched: WatchedState, now: number): Promise<void>;
  dropWatchedState(subject: string): Promise<void>;

  channels(): Promise<readonly Channel[]>;
  channel(id: string): Promise<Channel | undefined>;
  insertChannel(channel: Channel): Promise<void>;
  changeChannel(id: string, change: ChannelChange): Promise<void>;
  setChannelHealth(id: string, health: ChannelHealth): Promise<void>;
  /** With its rules and deliveries. */
  removeChannel(id: string): Promise<void>;

  rules(): Promise<readonly NotificationRule[]>;
  rule(id: string): Promise<NotificationRule | undefined>;
  insertRule(rule: NotificationRule): Promise<void>;
  replaceRule(rule: NotificationRule): Promise<void>;
  /** What it has already asked for is still delivered. */
  removeRule(id: string): Promise<void>;

  /** Those of the events that the channel was not told yet join the delivery of the slot, or a new one. */
  addDelivery(wish: DeliveryWish, newId: string, now: number): Promise<void>;
  delivery(id: string): Promise<Delivery | undefined>;
  deliveryEvents(id: string, limit: number): Promise<readonly NotificationEvent[]>;
  /** Just after the next attempt of what this channel is still to be told of the same subject from before; else undefined. */
  waitingBegin(channelId: string, end: NotificationEvent): Promise<number | undefined>;
  deliveries(filter: DeliveryFilter): Promise<DeliveryPage>;
  changeDelivery(id: string, change: DeliveryChange): Promise<void>;
}

export interface DueDelivery {
  readonly orgId: string;
  readonly deliveryId: string;
  readonly channelId: string;
}

/** Across organisations, for work that starts from a clock. */
export interface SystemNotificationStore {
  readonly scope: 'system';
  organisationsWithEvents(): Promise<readonly string[]>;
  /** Of channels that are enabled and not paused; oldest first, one for each channel. */
  dueDeliveries(now: number, limit: number): Promise<readonly DueDelivery[]>;
}
