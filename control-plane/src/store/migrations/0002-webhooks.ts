// Push events: secrets and identities of senders, receipts, what was seen, and what waits to become jobs.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createSecret(db);
  await createIdentity(db);
  await createReceipt(db);
  await createSeen(db);
  await createPending(db);
}

async function createSecret(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhook_secret')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) => column.notNull().references('registry.id'))
    .addColumn('prefix', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('sealed', 'blob')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('last_used_at', 'integer')
    .addColumn('revoked_at', 'integer')
    .addUniqueConstraint('webhook_secret_hash_unique', ['hash'])
    .execute();
  await sql`create index webhook_secret_usable on webhook_secret (registry_id)
    where revoked_at is null`.execute(db);
}

async function createIdentity(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhook_identity')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) =>
      column.primaryKey().notNull().references('registry.id'),
    )
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('audience', 'text')
    .execute();
}

async function createReceipt(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhook_receipt')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) => column.notNull().references('registry.id'))
    .addColumn('format', 'text', (column) => column.notNull())
    .addColumn('received_at', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('repositories_json', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('webhook_receipt_by_registry')
    .on('webhook_receipt')
    .columns(['registry_id', 'outcome', 'id'])
    .execute();
}

async function createSeen(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhook_seen')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) => column.notNull().references('registry.id'))
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('forget_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('webhook_seen_key', ['registry_id', 'key'])
    .execute();
  await db.schema
    .createIndex('webhook_seen_by_time')
    .on('webhook_seen')
    .columns(['forget_at'])
    .execute();
}

async function createPending(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhook_pending')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) => column.notNull().references('registry.id'))
    .addColumn('repository', 'text', (column) => column.notNull())
    .addColumn('reference', 'text')
    .addColumn('received_at', 'integer', (column) => column.notNull())
    .execute();
  // A burst that names the same image again and again takes one row; a sync is a row without a reference.
  await sql`create unique index webhook_pending_push on webhook_pending
    (registry_id, repository, coalesce(reference, ''))`.execute(db);
}
