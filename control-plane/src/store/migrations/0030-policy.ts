// Policies, exceptions, the verdict on each image of each tag, and what verdicts need remembered.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createPolicy(db);
  await createException(db);
  await createVerdict(db);
  await createVerdictQueue(db);
  await createFindingAge(db);
  await createImagePolicyFact(db);
  // Every tag is judged once, and every image matched once more, for the dates of its advisories.
  await sql`insert into verdict_queue (org_id, tag_id, requested_at)
    select org_id, id, 0 from tag where gone_at is null`.execute(db);
  await sql`delete from setting where name = 'advisories.applied'`.execute(db);
}

async function createPolicy(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('policy')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('rule_json', 'text', (column) => column.notNull())
    .addColumn('is_enabled', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'integer', (column) => column.notNull())
    .addUniqueConstraint('policy_name_unique', ['org_id', 'name'])
    .execute();
}

async function createException(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('exception')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('advisory', 'text')
    .addColumn('package_name', 'text')
    .addColumn('scope_json', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .addColumn('approved_by', 'text')
    .addColumn('approved_at', 'integer')
    .addColumn('revoked_by', 'text')
    .addColumn('revoked_at', 'integer')
    .addColumn('warned_at', 'integer')
    .addColumn('ended_at', 'integer')
    .execute();
  await index(db, 'exception_by_org', 'exception', ['org_id', 'created_at']);
  // Those that hold, or whose end has not had its effect yet.
  await sql`create index exception_holding on exception (expires_at)
    where approved_at is not null and ended_at is null`.execute(db);
}

async function createVerdict(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('verdict')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('tag_id', 'integer', (column) => column.notNull())
    .addColumn('image_id', 'integer', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('known_kind', 'text')
    .addColumn('sentence', 'text', (column) => column.notNull())
    .addColumn('reasons_json', 'text', (column) => column.notNull())
    .addColumn('accepted_findings', 'integer', (column) => column.notNull())
    .addColumn('changes_at', 'integer')
    .addColumn('judged_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('verdict_primary', ['tag_id', 'image_id'])
    .execute();
  await sql`create index verdict_changing on verdict (changes_at)
    where changes_at is not null`.execute(db);
}

async function createVerdictQueue(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('verdict_queue')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('tag_id', 'integer', (column) => column.notNull())
    .addColumn('requested_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('verdict_queue_primary', ['tag_id'])
    .execute();
}

async function createFindingAge(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('finding_age')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('advisory_id', 'text', (column) => column.notNull())
    .addColumn('package_type', 'text', (column) => column.notNull())
    .addColumn('package_name', 'text', (column) => column.notNull())
    .addColumn('published_at', 'integer')
    .addColumn('unfixed_seen_at', 'integer')
    .addColumn('fix_seen_at', 'integer')
    .addPrimaryKeyConstraint('finding_age_primary', [
      'advisory_id',
      'package_type',
      'package_name',
      'org_id',
    ])
    .execute();
}

async function createImagePolicyFact(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('image_policy_fact')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('image_id', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('facts_json', 'text', (column) => column.notNull())
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
