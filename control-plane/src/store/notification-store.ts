// The rows behind notifications of one organisation in SQL.
import type { Kysely } from 'kysely';
import type { NotificationStore } from '../domain/notifications/notification-store.ts';
import { createDeliveryRows } from './delivery-rows.ts';
import {
  createNotificationChannelRows,
  createNotificationRuleRows,
} from './notification-channel-rows.ts';
import { createNotificationEventRows } from './notification-event-rows.ts';
import type { Tables } from './tables.ts';

export function createNotificationStore(db: Kysely<Tables>, orgId: string): NotificationStore {
  return {
    orgId,
    ...createNotificationEventRows(db, orgId),
    ...createNotificationChannelRows(db, orgId),
    ...createNotificationRuleRows(db, orgId),
    ...createDeliveryRows(db, orgId),
  };
}
