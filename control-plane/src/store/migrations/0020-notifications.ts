// Notifications: channels, rules, the outbox of events, what is to be delivered, and what was told already.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createChannel(db);
  await createRule(db);
  await createEvent(db);
  await createDelivery(db);
  await createNews(db);
  await createWatch(db);
}

async function createChannel(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('notification_channel')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('settings_json', 'text', (column) => column.notNull())
    .addColumn('sealed', 'blob', (column) => column.notNull())
    .addColumn('is_enabled', 'integer', (column) => column.notNull())
    .addColumn('failures_in_row', 'integer', (column) => column.notNull())
    .addColumn('paused_until', 'integer')
    .addColumn('last_error_code', 'text')
    .addColumn('last_success_at', 'integer')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'integer', (column) => column.notNull())
    .execute();
  await index(db, 'notification_channel_by_org', 'notification_channel', ['org_id']);
}

async function createRule(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('notification_rule')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('channel_id', 'text', (column) =>
      column.notNull().references('notification_channel.id'),
    )
    .addColumn('settings_json', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'integer', (column) => column.notNull())
    .execute();
  await index(db, 'notification_rule_by_org', 'notification_rule', ['org_id']);
}

async function createEvent(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('notification_event')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('body_json', 'text', (column) => column.notNull())
    .addColumn('occurred_at', 'integer', (column) => column.notNull())
    .addColumn('expanded_at', 'integer')
    .addUniqueConstraint('notification_event_once', ['org_id', 'key'])
    .execute();
  await sql`create index notification_event_waiting on notification_event (org_id, id)
    where expanded_at is null`.execute(db);
}

async function createDelivery(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('delivery')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('channel_id', 'text', (column) =>
      column.notNull().references('notification_channel.id'),
    )
    .addColumn('rule_id', 'text', (column) => column.notNull())
    .addColumn('slot', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('event_count', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('due_at', 'integer', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_attempt_at', 'integer', (column) => column.notNull())
    .addColumn('last_error_code', 'text')
    .addColumn('last_status', 'integer')
    .addColumn('finished_at', 'integer')
    .execute();
  await sql`create unique index delivery_of_slot on delivery (rule_id, channel_id, slot)
    where slot is not null`.execute(db);
  await sql`create index delivery_waiting on delivery (next_attempt_at)
    where state = 'pending'`.execute(db);
  await index(db, 'delivery_by_org', 'delivery', ['org_id', 'created_at']);
  await index(db, 'delivery_by_channel', 'delivery', ['channel_id']);
}

/** A channel is told once: held by the key. */
async function createNews(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('notification_news')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('channel_id', 'text', (column) =>
      column.notNull().references('notification_channel.id'),
    )
    .addColumn('news_key', 'text', (column) => column.notNull())
    .addColumn('event_id', 'integer', (column) => column.notNull())
    .addColumn('delivery_id', 'text', (column) => column.notNull())
    .addColumn('told_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('notification_news_once', ['channel_id', 'news_key'])
    .execute();
  await index(db, 'notification_news_by_delivery', 'notification_news', ['delivery_id']);
  await index(db, 'notification_news_by_event', 'notification_news', ['event_id']);
}

async function createWatch(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('notification_watch')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('since', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('notification_watch_key', ['org_id', 'subject'])
    .execute();
}

async function index(
  db: Kysely<unknown>,
  name: string,
  table: string,
  columns: readonly string[],
): Promise<void> {
  await db.schema
    .createIndex(name)
    .on(table)
    .columns([...columns])
    .execute();
}
