// The outbox of notifications in SQL, and the states from which changes are told.
import { type Kysely, type Selectable, sql } from 'kysely';
import type {
  NewNotificationEvent,
  NotificationEvent,
} from '../domain/notifications/notification-event.ts';
import type { NotificationStore } from '../domain/notifications/notification-store.ts';
import { collectChunks, inChunks } from './in-chunks.ts';
import type { NotificationEventTable } from './notification-tables.ts';
import type { Tables } from './tables.ts';

type EventRows = Pick<
  NotificationStore,
  | 'addEvents'
  | 'recentEvents'
  | 'unexpandedEvents'
  | 'markExpanded'
  | 'knownFindings'
  | 'watchedStates'
  | 'setWatchedState'
  | 'dropWatchedState'
>;

export function createNotificationEventRows(db: Kysely<Tables>, orgId: string): EventRows {
  const events = () => db.selectFrom('notification_event').selectAll().where('org_id', '=', orgId);
  return {
    addEvents: (added) =>
      inChunks(added, (chunk) =>
        db
          .insertInto('notification_event')
          .values(chunk.map((event) => fromEvent(orgId, event)))
          .onConflict((conflict) => conflict.columns(['org_id', 'key']).doNothing())
          .execute(),
      ),
    recentEvents: async (limit) => {
      const rows = await events().orderBy('id', 'desc').limit(limit).execute();
      return rows.map(toNotificationEvent);
    },
    unexpandedEvents: async (limit) => {
      const rows = await events()
        .where('expanded_at', 'is', null)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toNotificationEvent);
    },
    markExpanded: (ids, now) =>
      inChunks(ids, (chunk) =>
        db
          .updateTable('notification_event')
          .set({ expanded_at: now })
          .where('org_id', '=', orgId)
          .where('id', 'in', chunk)
          .execute(),
      ),
    knownFindings: async ({ registryId, repository }, advisoryIds) => {
      const rows = await collectChunks(advisoryIds, (chunk) =>
        db
          .selectFrom('exposure')
          .select(['advisory_id', 'package_name'])
          .distinct()
          .where(sql`org_id || ''`, '=', orgId)
          .where('registry_id', '=', registryId)
          .where('repository', '=', repository)
          .where('advisory_id', 'in', chunk)
          .execute(),
      );
      return rows.map((row) => ({ advisoryId: row.advisory_id, packageName: row.package_name }));
    },
    ...watchRows(db, orgId),
  };
}

function watchRows(
  db: Kysely<Tables>,
  orgId: string,
): Pick<NotificationStore, 'watchedStates' | 'setWatchedState' | 'dropWatchedState'> {
  return {
    watchedStates: async () => {
      const rows = await db
        .selectFrom('notification_watch')
        .select(['subject', 'state'])
        .where('org_id', '=', orgId)
        .execute();
      return new Map(rows.map(({ subject, state }) => [subject, state]));
    },
    setWatchedState: async ({ subject, state }, now) => {
      await db
        .insertInto('notification_watch')
        .values({ org_id: orgId, subject, state, since: now })
        .onConflict((conflict) =>
          conflict.columns(['org_id', 'subject']).doUpdateSet({ state, since: now }),
        )
        .execute();
    },
    dropWatchedState: async (subject) => {
      await db
        .deleteFrom('notification_watch')
        .where('org_id', '=', orgId)
        .where('subject', '=', subject)
        .execute();
    },
  };
}

function fromEvent(orgId: string, event: NewNotificationEvent) {
  const { key, kind, occurredAt, ...body } = event;
  return {
    org_id: orgId,
    key,
    kind,
    body_json: JSON.stringify(body),
    occurred_at: occurredAt,
    expanded_at: null,
  };
}

export function toNotificationEvent(
  row: Pick<
    Selectable<NotificationEventTable>,
    'id' | 'key' | 'kind' | 'body_json' | 'occurred_at'
  >,
): NotificationEvent {
  const body = JSON.parse(row.body_json) as Omit<
    NewNotificationEvent,
    'key' | 'kind' | 'occurredAt'
  >;
  return {
    ...body,
    id: row.id,
    key: row.key,
    kind: row.kind as NotificationEvent['kind'],
    occurredAt: row.occurred_at,
  };
}
