// What the loop behind notifications asks across organisations, in SQL.
import { type Expression, type Kysely, type SqlBool, sql } from 'kysely';
import { waitMsMax } from '../domain/notifications/delivery-time.ts';
import type { SystemNotificationStore } from '../domain/notifications/notification-store.ts';
import { breakerMsMax } from '../domain/notifications/retry-plan.ts';
import type { Tables } from './tables.ts';

/** A time further ahead than any that is ever planned was written by a clock that was wrong: nobody waits for it. */
function isReached(column: string, now: number, waitMs: number): Expression<SqlBool> {
  const time = sql.ref<number>(column);
  return sql<SqlBool>`(${time} <= ${now} or ${time} > ${now + waitMs})`;
}

export function createSystemNotificationStore(db: Kysely<Tables>): SystemNotificationStore {
  return {
    scope: 'system',
    organisationsWithEvents: async () => {
      const rows = await db
        .selectFrom('notification_event')
        .select('org_id')
        .distinct()
        .where('expanded_at', 'is', null)
        .execute();
      return rows.map((row) => row.org_id);
    },
    dueDeliveries: async (now, limit) => {
      const ranked = db
        .selectFrom('delivery')
        .innerJoin('notification_channel', 'notification_channel.id', 'delivery.channel_id')
        .select(['delivery.org_id', 'delivery.id', 'delivery.channel_id', 'next_attempt_at'])
        .select(
          sql<number>`row_number() over (partition by delivery.channel_id
            order by delivery.next_attempt_at, delivery.id)`.as('place'),
        )
        .where('delivery.state', '=', 'pending')
        .where(isReached('delivery.next_attempt_at', now, waitMsMax))
        .where('notification_channel.is_enabled', '=', 1)
        .where((is) =>
          is.or([
            is('notification_channel.paused_until', 'is', null),
            isReached('notification_channel.paused_until', now, breakerMsMax),
          ]),
        );
      const rows = await db
        .selectFrom(ranked.as('ranked'))
        .selectAll()
        .where('place', '=', 1)
        .orderBy('next_attempt_at')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        orgId: row.org_id,
        deliveryId: row.id,
        channelId: row.channel_id,
      }));
    },
  };
}
