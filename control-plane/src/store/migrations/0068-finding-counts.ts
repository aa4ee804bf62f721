// Findings counted as they come and go, by triggers, so that no writer can forget to: by advisory, by day and by tag. What is
// summed for the console is read from these few rows instead of from every finding. And the orders findings are listed in.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { dialectOf, type RunningCount } from '../dialect/store-dialect.ts';

const dayMs = 24 * 60 * 60 * 1000;

export async function up(db: Kysely<unknown>): Promise<void> {
  await createTables(db);
  for (const count of counts) {
    await fill(db, count);
    await dialectOf(db).migrationParts.keepCount(db, count);
  }
  await replaceIndexes(db);
  // Written so by queries that go by another index than those of the organisation, and guessed to be one row.
  const { weigh } = dialectOf(db).migrationParts;
  await weigh(db, 'exposure', ["org_id || ''", "registry_id || ''"]);
  for (const table of ['tag', 'match', 'image_package']) {
    await weigh(db, table, ["org_id || ''"]);
  }
}

async function createTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('finding_count')
    .addColumn('org_id', 'text', (column) => column.notNull())
    .addColumn('registry_id', 'text', (column) => column.notNull())
    .addColumn('advisory_id', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('package_type', 'text', (column) => column.notNull())
    .addColumn('package_name', 'text', (column) => column.notNull())
    .addColumn('fixed_in', 'text', (column) => column.notNull())
    .addColumn('open', 'integer', (column) => column.notNull())
    .addColumn('resolved', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('finding_count_key', [
      ...(['advisory_id', 'registry_id', 'severity', 'package_type', 'package_name'] as const),
      ...(['fixed_in', 'org_id'] as const),
    ])
    .execute();
  await db.schema
    .createTable('finding_day')
    .addColumn('org_id', 'text', (column) => column.notNull())
    .addColumn('registry_id', 'text', (column) => column.notNull())
    .addColumn('day', 'integer', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('opened', 'integer', (column) => column.notNull())
    .addColumn('resolved', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('finding_day_key', ['registry_id', 'day', 'severity', 'org_id'])
    .execute();
  await db.schema
    .createTable('finding_tag')
    .addColumn('org_id', 'text', (column) => column.notNull())
    .addColumn('registry_id', 'text', (column) => column.notNull())
    .addColumn('repository', 'text', (column) => column.notNull())
    .addColumn('tag', 'text', (column) => column.notNull())
    .addColumn('open', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('finding_tag_key', ['registry_id', 'repository', 'tag', 'org_id'])
    .execute();
}

const counts: readonly RunningCount[] = [
  {
    name: 'finding_count_kept',
    ...{ source: 'exposure', target: 'finding_count' },
    keys: {
      advisory_id: 'row.advisory_id',
      registry_id: 'row.registry_id',
      severity: 'row.severity',
      package_type: 'row.package_type',
      package_name: 'row.package_name',
      fixed_in: "coalesce(row.fixed_in, '')",
      org_id: 'row.org_id',
    },
    sums: {
      open: 'case when row.resolved_at is null then 1 else 0 end',
      resolved: 'case when row.resolved_at is null then 0 else 1 end',
    },
  },
  {
    name: 'finding_day_opened',
    ...{ source: 'exposure', target: 'finding_day' },
    keys: dayKeys('row.first_seen_at'),
    sums: { opened: '1', resolved: '0' },
  },
  {
    name: 'finding_day_resolved',
    ...{ source: 'exposure', target: 'finding_day' },
    keys: dayKeys('row.resolved_at'),
    sums: { opened: '0', resolved: '1' },
    only: 'row.resolved_at is not null',
  },
  {
    name: 'finding_tag_kept',
    ...{ source: 'exposure', target: 'finding_tag' },
    keys: {
      registry_id: 'row.registry_id',
      repository: 'row.repository',
      tag: 'row.tag',
      org_id: 'row.org_id',
    },
    sums: { open: '1' },
    only: 'row.resolved_at is null',
  },
];

function dayKeys(at: string): RunningCount['keys'] {
  return {
    registry_id: 'row.registry_id',
    day: `${at} / ${dayMs}`,
    severity: 'row.severity',
    org_id: 'row.org_id',
  };
}

/** What is there already, once. */
async function fill(db: Kysely<unknown>, { source, target, keys, sums, only }: RunningCount) {
  const of = (expression: string) => sql.raw(expression.replaceAll('row.', 'source.'));
  const added = (column: string) => sql.raw(`${column} = ${target}.${column} + excluded.${column}`);
  const names = sql.raw([...Object.keys(keys), ...Object.keys(sums)].join(', '));
  const values: RawBuilder<unknown>[] = [
    ...Object.values(keys).map(of),
    ...Object.values(sums).map((one) => sql`sum(${of(one)})`),
  ];
  await sql`insert into ${sql.raw(target)} (${names})
    select ${sql.join(values)} from ${sql.raw(source)} as source where ${of(only ?? 'true')}
    group by ${sql.join(Object.values(keys).map(of))}
    on conflict (${sql.raw(Object.keys(keys).join(', '))})
    do update set ${sql.join(Object.keys(sums).map(added))}`.execute(db);
}

async function replaceIndexes(db: Kysely<unknown>): Promise<void> {
  // Held what is counted now.
  for (const name of ['exposure_open_sums', 'exposure_by_end', 'exposure_open_by_advisory']) {
    await db.schema.dropIndex(name).execute();
  }
  // In the order of the list whatever the state, where it was of open ones only.
  await db.schema.dropIndex('exposure_open_by_severity').execute();
  await sql`create index exposure_by_severity on exposure
    (org_id, severity_rank, first_seen_at, id, resolved_at, registry_id)`.execute(db);
  await sql`create index exposure_by_end on exposure
    (coalesce(resolved_at, 0), id, org_id, registry_id)`.execute(db);
  // In the order of a list within an advisory, with what is summed of one beside the counts.
  await sql`create index exposure_open_by_advisory on exposure
    (advisory_id, id, org_id, registry_id, image_id, first_seen_at)
    where resolved_at is null`.execute(db);
  // So that images with a finding of an advisory, or with a fix, are told without looking at the findings.
  await db.schema.dropIndex('match_by_advisory').execute();
  await sql`create index match_by_advisory on match (advisory_id, org_id, image_id)`.execute(db);
  await sql`create index match_fixable on match (image_id) where fixed_in is not null`.execute(db);
  await sql`create index exposure_by_package on exposure
    (package_name, id, org_id, registry_id, resolved_at)`.execute(db);
  await sql`create index exposure_by_repository on exposure
    (repository, id, org_id, registry_id, resolved_at)`.execute(db);
}
