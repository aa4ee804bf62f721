// People: who they are, where they are members, their sign-ins and the links that let them in. And what keys need to
// belong to a person, to come from an enrolment token, and to take over from one another.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createPerson(db);
  await createMembership(db);
  await createPersonSession(db);
  await createOneTimeLink(db);
  await createEnrolmentToken(db);
  await extendKeys(db);
}

async function createPerson(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('person')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text')
    .addColumn('password_changed_at', 'integer')
    .addColumn('oidc_issuer', 'text')
    .addColumn('oidc_subject', 'text')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addUniqueConstraint('person_email_unique', ['email'])
    .execute();
  await sql`create unique index person_oidc on person (oidc_issuer, oidc_subject)
    where oidc_subject is not null`.execute(db);
}

async function createMembership(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('membership')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('membership_primary', ['org_id', 'person_id'])
    .execute();
  await db.schema
    .createIndex('membership_by_person')
    .on('membership')
    .columns(['person_id'])
    .execute();
}

async function createPersonSession(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('person_session')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('person_id', 'text', (column) => column.notNull().references('person.id'))
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('hash_since', 'integer', (column) => column.notNull())
    .addColumn('candidate_hash', 'text')
    .addColumn('candidate_at', 'integer')
    .addColumn('previous_hash', 'text')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('last_seen_at', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('agent', 'text', (column) => column.notNull())
    .addUniqueConstraint('person_session_hash_unique', ['hash'])
    .execute();
  for (const column of ['candidate_hash', 'previous_hash', 'person_id']) {
    await db.schema
      .createIndex(`person_session_by_${column}`)
      .on('person_session')
      .columns([column])
      .execute();
  }
}

async function createOneTimeLink(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('one_time_link')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('email', 'text')
    .addColumn('person_id', 'text')
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .addColumn('used_at', 'integer')
    .addColumn('revoked_at', 'integer')
    .addUniqueConstraint('one_time_link_hash_unique', ['hash'])
    .execute();
}

async function createEnrolmentToken(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('enrolment_token')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('prefix', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('labels_json', 'text', (column) => column.notNull())
    .addColumn('uses_max', 'integer', (column) => column.notNull())
    .addColumn('uses', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .addColumn('revoked_at', 'integer')
    .addUniqueConstraint('enrolment_token_hash_unique', ['hash'])
    .execute();
  await db.schema
    .createTable('enrolment_token_registry')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('enrolment_token_id', 'text', (column) => column.notNull())
    .addColumn('registry_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('enrolment_token_registry_primary', [
      'enrolment_token_id',
      'registry_id',
    ])
    .execute();
}

async function extendKeys(db: Kysely<unknown>): Promise<void> {
  for (const column of ['person_id', 'enrolment_token_id', 'takes_over_from']) {
    await db.schema.alterTable('api_key').addColumn(column, 'text').execute();
  }
  await db.schema.createIndex('api_key_by_person').on('api_key').columns(['person_id']).execute();
}
