// Removes old rows in SQL, each by an index over its end.
import type { Kysely } from 'kysely';
import type { HistoryKind, SystemHistoryStore } from '../domain/operations/history-store.ts';
import type { Tables } from './tables.ts';

/** Of each registry: its health is made of the last runs, however long ago they were. */
const syncRunsKept = 20;

export function createSystemHistoryStore(db: Kysely<Tables>): SystemHistoryStore {
  return {
    prune: async (kind, before, limit) => {
      const result = await prunes[kind](db, before, limit).executeTakeFirst();
      return Number(result.numDeletedRows);
    },
  };
}

type Prune = (
  db: Kysely<Tables>,
  before: number,
  limit: number,
) => { executeTakeFirst(): Promise<{ readonly numDeletedRows: bigint }> };

const prunes: Readonly<Record<HistoryKind, Prune>> = {
  'sync-run': (db, before, limit) =>
    db.deleteFrom('sync_run').where('id', 'in', (runs) =>
      runs
        .selectFrom('sync_run as old')
        .select('old.id')
        .where('old.finished_at', '<', before)
        .where((is) =>
          is(
            is
              .selectFrom('sync_run as newer')
              .select((eb) => eb.fn.countAll<number>().as('count'))
              .whereRef('newer.registry_id', '=', 'old.registry_id')
              .whereRef('newer.id', '>', 'old.id')
              // What health is made of stays, however many were cancelled since; of cancelled ones only the newest.
              .where((eb) =>
                eb.or([
                  eb('newer.outcome', '!=', 'cancelled'),
                  eb('old.outcome', '=', 'cancelled'),
                ]),
              ),
            '>=',
            syncRunsKept,
          ),
        )
        .orderBy('old.finished_at')
        .limit(limit),
    ),
  job: (db, before, limit) =>
    db
      .deleteFrom('job')
      .where('id', 'in', (jobs) =>
        jobs
          .selectFrom('job')
          .select('id')
          .where('finished_at', '<', before)
          .orderBy('finished_at')
          .limit(limit),
      ),
  'webhook-receipt': (db, before, limit) =>
    db
      .deleteFrom('webhook_receipt')
      .where('id', 'in', (receipts) =>
        receipts
          .selectFrom('webhook_receipt')
          .select('id')
          .where('received_at', '<', before)
          .orderBy('received_at')
          .limit(limit),
      ),
  'idempotent-answer': (db, before, limit) =>
    db
      .deleteFrom('idempotent_answer')
      .where('key_hash', 'in', (answers) =>
        answers
          .selectFrom('idempotent_answer')
          .select('key_hash')
          .where('created_at', '<', before)
          .orderBy('created_at')
          .limit(limit),
      ),
  // That a finding was told is never forgotten: it would be told again.
  'notification-news': (db, before, limit) =>
    db
      .deleteFrom('notification_news')
      .where((is) =>
        is(
          is.refTuple('channel_id', 'news_key'),
          'in',
          is
            .selectFrom('notification_news')
            .select(['channel_id', 'news_key'])
            .where('told_at', '<', before)
            .where('news_key', 'not like', 'finding:%')
            .orderBy('told_at')
            .limit(limit)
            .$asTuple('channel_id', 'news_key'),
        ),
      ),
  delivery: (db, before, limit) =>
    db
      .deleteFrom('delivery')
      .where('id', 'in', (deliveries) =>
        deliveries
          .selectFrom('delivery')
          .select('id')
          .where('state', '<>', 'pending')
          .where('finished_at', '<', before)
          .orderBy('finished_at')
          .limit(limit),
      ),
  // Events of what still waits are kept, however long a channel has been off.
  'notification-event': (db, before, limit) =>
    db.deleteFrom('notification_event').where('id', 'in', (events) =>
      events
        .selectFrom('notification_event as event')
        .select('event.id')
        .where('event.expanded_at', '<', before)
        .where((is) =>
          is.not(
            is.exists(
              is
                .selectFrom('notification_news as news')
                .innerJoin('delivery', 'delivery.id', 'news.delivery_id')
                .select('news.event_id')
                .whereRef('news.event_id', '=', 'event.id'),
            ),
          ),
        )
        .orderBy('event.expanded_at')
        .limit(limit),
    ),
};
