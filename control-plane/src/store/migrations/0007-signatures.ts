// What hangs on images, whose signatures count, what the two together say; and what external scanners report.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createAttachmentSource(db);
  await createAttachment(db);
  await createSignature(db);
  await createSigner(db);
  await createTrust(db);
  await createExternalReport(db);
}

async function createAttachmentSource(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('attachment_source')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) => column.notNull().references('registry.id'))
    .addColumn('repository', 'text', (column) => column.notNull())
    .addColumn('tag', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('attachment_source_key', ['registry_id', 'repository', 'tag'])
    .execute();
}

async function createAttachment(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('attachment')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) => column.notNull().references('registry.id'))
    .addColumn('repository', 'text', (column) => column.notNull())
    .addColumn('subject_digest', 'text', (column) => column.notNull())
    .addColumn('tag', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('artifact_type', 'text')
    .addColumn('predicate_types_json', 'text', (column) => column.notNull())
    .addColumn('size_bytes', 'integer', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('body', 'blob', (column) => column.notNull())
    .addColumn('verdict_kind', 'text')
    .addColumn('verdict_json', 'text')
    .addColumn('first_seen_at', 'integer', (column) => column.notNull())
    .addUniqueConstraint('attachment_place', [
      'registry_id',
      'repository',
      'subject_digest',
      'tag',
      'digest',
    ])
    .execute();
  await db.schema
    .createIndex('attachment_by_subject')
    .on('attachment')
    .columns(['org_id', 'subject_digest'])
    .execute();
}

async function createSignature(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('signature')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) => column.notNull().references('registry.id'))
    .addColumn('repository', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('mark_rank', 'integer', (column) => column.notNull())
    .addColumn('verdict_json', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('judged_with', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('signature_key', ['registry_id', 'repository', 'digest'])
    .execute();
  await db.schema
    .createIndex('signature_due')
    .on('signature')
    .columns(['org_id', 'judged_with'])
    .execute();
}

async function createSigner(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('signer')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('repositories_json', 'text', (column) => column.notNull())
    .addColumn('trust_json', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addUniqueConstraint('signer_name_unique', ['org_id', 'name'])
    .execute();
}

async function createTrust(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('signature_trust')
    .addColumn('org_id', 'text', (column) =>
      column.primaryKey().notNull().references('organisation.id'),
    )
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('trusted_root', 'text')
    .execute();
}

async function createExternalReport(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('external_report')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('image_id', 'integer', (column) => column.notNull().references('image.id'))
    .addColumn('scanner', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('code', 'text')
    .addColumn('body', 'blob')
    .addColumn('received_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('external_report_key', ['image_id', 'scanner'])
    .execute();
}
