// The first schema: everything the spine needs, with org_id on every row of a tenant.
import { type Kysely, sql } from 'kysely';
import { dialectOf } from '../dialect/store-dialect.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createOrganisation(db);
  await createApiKey(db);
  await createApiKeyRegistry(db);
  await createRegistry(db);
  await createSensor(db);
  await createSensorEpoch(db);
  await createRegistrySensor(db);
  await createJob(db);
  await createSyncRun(db);
  await createRepository(db);
  await createTag(db);
  await createImage(db);
  await createImageLocation(db);
  await createIndexMember(db);
  await createInventory(db);
  await createImagePackage(db);
  await createMatch(db);
  await createExposure(db);
  await createMatchQueue(db);
  await createExposureQueue(db);
  await createAdvisoryAlias(db);
  await createSetting(db);
  await createIndexes(db);
}

async function createOrganisation(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('organisation')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .execute();
}

async function createApiKey(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('api_key')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('prefix', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('sensors_max', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer')
    .addColumn('last_used_at', 'integer')
    .addColumn('revoked_at', 'integer')
    .addColumn('is_system', 'integer', (column) => column.notNull())
    .addUniqueConstraint('api_key_hash_unique', ['hash'])
    .execute();
}

async function createApiKeyRegistry(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('api_key_registry')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('api_key_id', 'text', (column) => column.notNull())
    .addColumn('registry_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('api_key_registry_primary', ['api_key_id', 'registry_id'])
    .execute();
}

async function createRegistry(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('registry')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('scan_method', 'text', (column) => column.notNull())
    .addColumn('schedule', 'text', (column) => column.notNull())
    .addColumn('filters_json', 'text', (column) => column.notNull())
    .addColumn('allow_plain_http', 'integer', (column) => column.notNull())
    .addColumn('ca_pem', 'text')
    .addColumn('credential_sealed', 'blob')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'integer', (column) => column.notNull())
    .addColumn('deleted_at', 'integer')
    .addColumn('last_sync_at', 'integer')
    .addColumn('next_sync_at', 'integer')
    .addColumn('sync_wanted_at', 'integer')
    .execute();
}

async function createSensor(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sensor')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('api_key_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('analyzer_version', 'text', (column) => column.notNull())
    .addColumn('capabilities_json', 'text', (column) => column.notNull())
    .addColumn('is_system', 'integer', (column) => column.notNull())
    .addColumn('epoch', 'text', (column) => column.notNull())
    .addColumn('instance', 'text', (column) => column.notNull())
    .addColumn('acked_seq', 'integer', (column) => column.notNull())
    .addColumn('first_seen_at', 'integer', (column) => column.notNull())
    .addColumn('last_seen_at', 'integer', (column) => column.notNull())
    .addColumn('connected_at', 'integer')
    .addColumn('disconnected_at', 'integer')
    .addColumn('heartbeat_json', 'text')
    .addColumn('clone_alert_at', 'integer')
    .addColumn('lost_messages', 'integer', (column) => column.notNull())
    .execute();
}

async function createSensorEpoch(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sensor_epoch')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('sensor_id', 'text', (column) => column.notNull())
    .addColumn('epoch', 'text', (column) => column.notNull())
    .addColumn('acked_seq', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('sensor_epoch_primary', ['sensor_id', 'epoch'])
    .execute();
}

async function createRegistrySensor(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('registry_sensor')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) => column.notNull())
    .addColumn('sensor_id', 'text', (column) => column.notNull())
    .addColumn('bound_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('registry_sensor_primary', ['registry_id', 'sensor_id'])
    .execute();
}

async function createJob(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('job')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('payload_json', 'text', (column) => column.notNull())
    .addColumn('priority', 'integer', (column) => column.notNull())
    .addColumn('dedupe_key', 'text', (column) => column.notNull())
    .addColumn('trigger', 'text', (column) => column.notNull())
    .addColumn('route', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('counted_attempts', 'integer', (column) => column.notNull())
    .addColumn('sensor_id', 'text')
    .addColumn('lease_until', 'integer')
    .addColumn('budget_until', 'integer')
    .addColumn('not_before', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'integer')
    .addColumn('finished_at', 'integer')
    .addColumn('cancel_requested_at', 'integer')
    .addColumn('error_code', 'text')
    .addColumn('error_details_json', 'text')
    .addColumn('result_json', 'text')
    .addColumn('progress_json', 'text')
    .execute();
}

async function createSyncRun(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sync_run')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) => column.notNull())
    .addColumn('job_id', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('started_at', 'integer', (column) => column.notNull())
    .addColumn('finished_at', 'integer', (column) => column.notNull())
    .addColumn('duration_ms', 'integer', (column) => column.notNull())
    .addColumn('repositories', 'integer', (column) => column.notNull())
    .addColumn('tags', 'integer', (column) => column.notNull())
    .addColumn('digests', 'integer', (column) => column.notNull())
    .addColumn('added_tags', 'integer', (column) => column.notNull())
    .addColumn('removed_tags', 'integer', (column) => column.notNull())
    .addColumn('restricted', 'integer', (column) => column.notNull())
    .addColumn('conditions_json', 'text', (column) => column.notNull())
    .addColumn('error_code', 'text')
    .addUniqueConstraint('sync_run_job_id_unique', ['job_id'])
    .execute();
}

async function createRepository(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('repository')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('first_seen_at', 'integer', (column) => column.notNull())
    .addColumn('last_seen_at', 'integer', (column) => column.notNull())
    .addUniqueConstraint('repository_registry_id_name_unique', ['registry_id', 'name'])
    .execute();
}

async function createTag(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tag')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('repository_id', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('first_seen_at', 'integer', (column) => column.notNull())
    .addColumn('last_seen_at', 'integer', (column) => column.notNull())
    .addColumn('moved_at', 'integer', (column) => column.notNull())
    .addColumn('attachment', 'integer', (column) => column.notNull())
    .addColumn('added_job_id', 'text', (column) => column.notNull())
    .addColumn('judged_job_id', 'text', (column) => column.notNull())
    .addColumn('judged_attempt', 'integer', (column) => column.notNull())
    .addColumn('missing_job_id', 'text')
    .addColumn('gone_at', 'integer')
    .addUniqueConstraint('tag_repository_id_name_unique', ['repository_id', 'name'])
    .execute();
}

async function createImage(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('image')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('media_type', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('size_bytes', 'integer')
    .addColumn('os', 'text')
    .addColumn('architecture', 'text')
    .addColumn('variant', 'text')
    .addColumn('first_seen_at', 'integer', (column) => column.notNull())
    .addColumn('scan_state', 'text', (column) => column.notNull())
    .addColumn('scan_error_code', 'text')
    .addColumn('scanned_at', 'integer')
    .addColumn('analyzer_version', 'text')
    .addColumn('package_count', 'integer', (column) => column.notNull())
    .addColumn('critical', 'integer', (column) => column.notNull())
    .addColumn('high', 'integer', (column) => column.notNull())
    .addColumn('medium', 'integer', (column) => column.notNull())
    .addColumn('low', 'integer', (column) => column.notNull())
    .addColumn('unknown', 'integer', (column) => column.notNull())
    .addColumn('coverage', 'text')
    .addColumn('uncovered_json', 'text', (column) => column.notNull())
    .addColumn('distro', 'text')
    .addColumn('matched_with', 'integer')
    .addColumn('matched_at', 'integer')
    .addUniqueConstraint('image_org_id_digest_unique', ['org_id', 'digest'])
    .execute();
}

async function createImageLocation(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('image_location')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('image_id', 'integer', (column) => column.notNull())
    .addColumn('registry_id', 'text', (column) => column.notNull())
    .addColumn('repository', 'text', (column) => column.notNull())
    .addColumn('last_seen_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('image_location_primary', ['image_id', 'registry_id', 'repository'])
    .execute();
}

async function createIndexMember(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('index_member')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('index_image_id', 'integer', (column) => column.notNull())
    .addColumn('member_digest', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('os', 'text')
    .addColumn('architecture', 'text')
    .addColumn('variant', 'text')
    .addColumn('position', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('index_member_primary', [
      'index_image_id',
      'member_digest',
      'position',
    ])
    .execute();
}

async function createInventory(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('inventory')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('image_id', 'integer', (column) => column.notNull())
    .addColumn('analyzer_version', 'text', (column) => column.notNull())
    .addColumn('body', 'blob', (column) => column.notNull())
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .addColumn('received_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('inventory_primary', ['image_id'])
    .execute();
}

async function createImagePackage(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('image_package')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('image_id', 'integer', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('source_name', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('layer', 'integer', (column) => column.notNull())
    .execute();
  await dialectOf(db).migrationParts.numberRows(db, 'image_package');
}

async function createMatch(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('match')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('image_id', 'integer', (column) => column.notNull())
    .addColumn('advisory_id', 'text', (column) => column.notNull())
    .addColumn('ids_json', 'text', (column) => column.notNull())
    .addColumn('sources_json', 'text', (column) => column.notNull())
    .addColumn('package_type', 'text', (column) => column.notNull())
    .addColumn('package_name', 'text', (column) => column.notNull())
    .addColumn('package_version', 'text', (column) => column.notNull())
    .addColumn('purl', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('severity_rank', 'integer', (column) => column.notNull())
    .addColumn('score', 'real')
    .addColumn('vector', 'text')
    .addColumn('severity_origin', 'text', (column) => column.notNull())
    .addColumn('fixed_in', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('summary', 'text', (column) => column.notNull())
    .addColumn('layer', 'integer', (column) => column.notNull())
    .execute();
}

async function createExposure(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('exposure')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('registry_id', 'text', (column) => column.notNull())
    .addColumn('repository', 'text', (column) => column.notNull())
    .addColumn('tag', 'text', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('package_type', 'text', (column) => column.notNull())
    .addColumn('package_name', 'text', (column) => column.notNull())
    .addColumn('advisory_id', 'text', (column) => column.notNull())
    .addColumn('image_id', 'integer', (column) => column.notNull())
    .addColumn('package_version', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('severity_rank', 'integer', (column) => column.notNull())
    .addColumn('fixed_in', 'text')
    .addColumn('first_seen_at', 'integer', (column) => column.notNull())
    .addColumn('last_seen_at', 'integer', (column) => column.notNull())
    .addColumn('resolved_at', 'integer')
    .addColumn('resolved_reason', 'text')
    .execute();
}

async function createMatchQueue(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('match_queue')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('image_id', 'integer', (column) => column.notNull())
    .addColumn('requested_at', 'integer', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('match_queue_primary', ['image_id'])
    .execute();
}

async function createExposureQueue(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('exposure_queue')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('tag_id', 'integer', (column) => column.notNull())
    .addColumn('requested_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('exposure_queue_primary', ['tag_id'])
    .execute();
}

async function createAdvisoryAlias(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('advisory_alias')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('alias', 'text', (column) => column.notNull())
    .addColumn('advisory_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('advisory_alias_primary', ['org_id', 'alias', 'advisory_id'])
    .execute();
}

async function createSetting(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('setting')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
}

// Without statistics SQLite takes any index that begins with the organisation for a good one, and in most
// installations that is the whole table: so the telling column comes first.
async function createIndexes(db: Kysely<unknown>): Promise<void> {
  const indexes: readonly (readonly [string, string, readonly string[]])[] = [
    ['registry_by_org', 'registry', ['org_id', 'created_at']],
    ['sensor_by_key', 'sensor', ['api_key_id']],
    ['job_by_registry', 'job', ['org_id', 'registry_id', 'kind', 'created_at']],
    ['job_by_org', 'job', ['org_id', 'created_at', 'id']],
    ['sync_run_by_registry', 'sync_run', ['registry_id', 'finished_at']],
    ['tag_by_digest', 'tag', ['digest', 'org_id']],
    ['image_location_by_registry', 'image_location', ['registry_id', 'repository']],
    ['index_member_by_digest', 'index_member', ['member_digest', 'org_id']],
    ['image_package_by_image', 'image_package', ['image_id']],
    ['image_package_by_name', 'image_package', ['name', 'org_id']],
    ['image_package_by_source', 'image_package', ['source_name', 'org_id']],
    ['match_by_image', 'match', ['image_id']],
    ['match_by_advisory', 'match', ['advisory_id', 'org_id']],
    ['exposure_by_place', 'exposure', ['registry_id', 'repository', 'tag']],
    ['exposure_by_advisory', 'exposure', ['advisory_id', 'org_id']],
  ];
  for (const [name, table, columns] of indexes) {
    await db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute();
  }
  // The queue in the order it is served, and what is held: both stay short however long the history grows.
  await sql`create index job_queue on job (priority desc, created_at, id)
    where state = 'queued'`.execute(db);
  await sql`create index job_queue_by_registry on job (registry_id)
    where state = 'queued'`.execute(db);
  await sql`create index job_ready on job (not_before)
    where state = 'queued'`.execute(db);
  await sql`create index job_held on job (lease_until)
    where state in ('assigned', 'running')`.execute(db);
  await sql`create index job_held_by_sensor on job (sensor_id, kind)
    where state in ('assigned', 'running')`.execute(db);
  // At most one unfinished job per dedupe key, and at most one open exposure per place: held by the database.
  await sql`create unique index job_open_dedupe on job (org_id, dedupe_key)
    where state in ('queued', 'assigned', 'running')`.execute(db);
  await sql`create unique index exposure_open on exposure
    (registry_id, repository, tag, platform, package_type, package_name, advisory_id, org_id)
    where resolved_at is null`.execute(db);
  await sql`create index exposure_open_by_severity on exposure
    (org_id, severity_rank, first_seen_at) where resolved_at is null`.execute(db);
}
