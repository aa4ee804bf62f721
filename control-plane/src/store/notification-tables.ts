// The tables of notifications.
import type { Generated } from 'kysely';

export interface NotificationChannelTable {
  id: string;
  org_id: string;
  name: string;
  settings_json: string;
  /** Addresses, passwords and keys of the channel as JSON; sealed. */
  sealed: Uint8Array;
  is_enabled: 0 | 1;
  failures_in_row: number;
  paused_until: number | null;
  last_error_code: string | null;
  last_success_at: number | null;
  created_at: number;
  updated_at: number;
}

export interface NotificationRuleTable {
  id: string;
  org_id: string;
  channel_id: string;
  settings_json: string;
  created_at: number;
  updated_at: number;
}

/** The outbox: written with the change that caused it, expanded to deliveries once. */
export interface NotificationEventTable {
  id: Generated<number>;
  org_id: string;
  key: string;
  kind: string;
  body_json: string;
  occurred_at: number;
  expanded_at: number | null;
}

export interface DeliveryTable {
  id: string;
  org_id: string;
  channel_id: string;
  rule_id: string;
  /** Of a digest or of what quiet hours hold back: news with the same slot goes together. */
  slot: string | null;
  state: 'pending' | 'sent' | 'failed';
  title: string;
  event_count: number;
  created_at: number;
  due_at: number;
  attempts: number;
  next_attempt_at: number;
  last_error_code: string | null;
  last_status: number | null;
  finished_at: number | null;
  /** Mailboxes that took it already, while others are still tried. */
  served_json: string | null;
}

/** What a channel was told, or will be by a delivery that waits. */
export interface NotificationNewsTable {
  org_id: string;
  channel_id: string;
  news_key: string;
  event_id: number;
  delivery_id: string;
  told_at: number;
}

/** The last state of a sensor, registry, key or of the advisories that events were made for. */
export interface NotificationWatchTable {
  org_id: string;
  subject: string;
  state: string;
  since: number;
}
