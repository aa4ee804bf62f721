// Deliveries in SQL: what a channel is to be told, and what it was told already.
import type { Kysely, Selectable } from 'kysely';
import { messageTitle } from '../domain/notifications/message.ts';
import type { NotificationEvent } from '../domain/notifications/notification-event.ts';
import type {
  Delivery,
  DeliveryFilter,
  DeliveryWish,
  NotificationStore,
} from '../domain/notifications/notification-store.ts';
import { countedRows, keysetPage, newestFirst } from './keyset-page.ts';
import { toNotificationEvent } from './notification-event-rows.ts';
import type { DeliveryTable } from './notification-tables.ts';
import type { Tables } from './tables.ts';

type DeliveryRows = Pick<
  NotificationStore,
  'addDelivery' | 'delivery' | 'deliveryEvents' | 'waitingBegin' | 'deliveries' | 'changeDelivery'
>;

export function createDeliveryRows(db: Kysely<Tables>, orgId: string): DeliveryRows {
  const rows = () => db.selectFrom('delivery').selectAll().where('org_id', '=', orgId);
  return {
    addDelivery: (wish, newId, now) => addDelivery(db, orgId, { wish, newId, now }),
    delivery: async (id) => {
      const row = await rows().where('id', '=', id).executeTakeFirst();
      return row && toDelivery(row);
    },
    deliveryEvents: (id, limit) => deliveryEvents(db, orgId, { id, limit }),
    waitingBegin: (channelId, end) => waitingBegin(db, orgId, channelId, end),
    deliveries: (filter) => listDeliveries(db, orgId, filter),
    changeDelivery: async (id, change) => {
      await db
        .updateTable('delivery')
        .set({
          state: change.state,
          attempts: change.attempts,
          next_attempt_at: change.nextAttemptAt,
          last_error_code: change.lastErrorCode ?? null,
          last_status: change.lastStatus ?? null,
          finished_at: change.finishedAt ?? null,
          served_json: change.served.length === 0 ? null : JSON.stringify(change.served),
        })
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .execute();
    },
  };
}

async function addDelivery(
  db: Kysely<Tables>,
  orgId: string,
  given: { readonly wish: DeliveryWish; readonly newId: string; readonly now: number },
): Promise<void> {
  const { wish, newId, now } = given;
  const slotted = await deliveryOfSlot(db, orgId, wish);
  const waiting = isStillOpen(slotted, now) ? slotted : undefined;
  const deliveryId = waiting?.id ?? newId;
  const fresh: NotificationEvent[] = [];
  for (const event of wish.events) {
    const result = await db
      .insertInto('notification_news')
      .values({
        org_id: orgId,
        channel_id: wish.channelId,
        news_key: event.newsKey,
        event_id: event.id,
        delivery_id: deliveryId,
        told_at: now,
      })
      .onConflict((conflict) => conflict.columns(['channel_id', 'news_key']).doNothing())
      .executeTakeFirst();
    if ((result.numInsertedOrUpdatedRows ?? 0n) > 0n) fresh.push(event);
  }
  if (fresh.length === 0) return;
  if (waiting !== undefined) return grow(db, orgId, { waiting, fresh });
  await db
    .insertInto('delivery')
    .values({
      id: newId,
      org_id: orgId,
      channel_id: wish.channelId,
      rule_id: wish.ruleId,
      slot: slotted === undefined ? (wish.slot ?? null) : null,
      state: 'pending',
      title: messageTitle(fresh),
      event_count: fresh.length,
      created_at: now,
      due_at: wish.dueAt,
      attempts: 0,
      next_attempt_at: wish.dueAt,
    })
    .execute();
}

/** What was tried already is not added to: its receiver may have it. Only a clock that was set back leads there. */
function isStillOpen(
  slotted: Selectable<DeliveryTable> | undefined,
  now: number,
): slotted is Selectable<DeliveryTable> {
  return slotted?.state === 'pending' && slotted.attempts === 0 && slotted.next_attempt_at > now;
}

async function deliveryOfSlot(db: Kysely<Tables>, orgId: string, wish: DeliveryWish) {
  if (wish.slot === undefined) return undefined;
  return await db
    .selectFrom('delivery')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('rule_id', '=', wish.ruleId)
    .where('channel_id', '=', wish.channelId)
    .where('slot', '=', wish.slot)
    .executeTakeFirst();
}

async function grow(
  db: Kysely<Tables>,
  orgId: string,
  change: {
    readonly waiting: Selectable<DeliveryTable>;
    readonly fresh: readonly NotificationEvent[];
  },
): Promise<void> {
  const { id, event_count } = change.waiting;
  const count = event_count + change.fresh.length;
  await db
    .updateTable('delivery')
    .set({ event_count: count, title: `${count} news of HarborGuard` })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute();
}

async function deliveryEvents(
  db: Kysely<Tables>,
  orgId: string,
  { id, limit }: { readonly id: string; readonly limit: number },
): Promise<readonly NotificationEvent[]> {
  const rows = await db
    .selectFrom('notification_news')
    .innerJoin('notification_event', 'notification_event.id', 'notification_news.event_id')
    .select([
      'notification_event.id',
      'notification_event.key',
      'notification_event.kind',
      'notification_event.body_json',
      'notification_event.occurred_at',
    ])
    .where('notification_news.org_id', '=', orgId)
    .where('notification_event.org_id', '=', orgId)
    .where('notification_news.delivery_id', '=', id)
    .orderBy('notification_event.id')
    .limit(limit)
    .execute();
  return rows.map(toNotificationEvent);
}

async function waitingBegin(
  db: Kysely<Tables>,
  orgId: string,
  channelId: string,
  end: NotificationEvent,
): Promise<number | undefined> {
  const rows = await db
    .selectFrom('delivery')
    .innerJoin('notification_news', 'notification_news.delivery_id', 'delivery.id')
    .innerJoin('notification_event', 'notification_event.id', 'notification_news.event_id')
    .select(['delivery.next_attempt_at', 'notification_event.body_json'])
    .where('delivery.org_id', '=', orgId)
    .where('delivery.channel_id', '=', channelId)
    .where('delivery.state', '=', 'pending')
    .where('notification_event.id', '<', end.id)
    // The column holds more than the subject; what only looks like it is sorted out below.
    .where('notification_event.body_json', 'like', `%${JSON.stringify(end.subject)}%`)
    .execute();
  const same = rows.filter(({ body_json }) => JSON.parse(body_json).subject === end.subject);
  return same.length === 0
    ? undefined
    : Math.max(...same.map(({ next_attempt_at }) => next_attempt_at)) + 1;
}

async function listDeliveries(
  db: Kysely<Tables>,
  orgId: string,
  { state, channelId, ruleId, page }: DeliveryFilter,
) {
  let listed = db.selectFrom('delivery').where('org_id', '=', orgId);
  if (state !== undefined) listed = listed.where('state', '=', state);
  if (channelId !== undefined) listed = listed.where('channel_id', '=', channelId);
  if (ruleId !== undefined) listed = listed.where('rule_id', '=', ruleId);
  const { rows, edges } = await keysetPage(listed.selectAll(), newestFirst, page);
  return { deliveries: rows.map(toDelivery), ...edges, ...(await countedRows(db, listed)) };
}

function toDelivery(row: Selectable<DeliveryTable>): Delivery {
  return {
    id: row.id,
    channelId: row.channel_id,
    ruleId: row.rule_id,
    state: row.state,
    title: row.title,
    eventCount: row.event_count,
    createdAt: row.created_at,
    dueAt: row.due_at,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    lastErrorCode: row.last_error_code ?? undefined,
    lastStatus: row.last_status ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    served: JSON.parse(row.served_json ?? '[]') as readonly string[],
  };
}
