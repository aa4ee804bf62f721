// The order in which what was told is pruned.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('notification_news_by_age')
    .on('notification_news')
    .columns(['told_at'])
    .execute();
  await db.schema
    .createIndex('notification_event_by_age')
    .on('notification_event')
    .columns(['expanded_at'])
    .execute();
}
