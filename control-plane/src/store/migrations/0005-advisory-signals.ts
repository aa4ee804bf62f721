// What EPSS and KEV say of the advisories that matched something, to filter and sort findings by; and the index that sums of
// open exposures are answered from.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('advisory_signal')
    .addColumn('org_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('advisory_id', 'text', (column) => column.notNull())
    .addColumn('cves_json', 'text', (column) => column.notNull())
    .addColumn('epss', 'real')
    .addColumn('percentile', 'real')
    .addColumn('kev_added_at', 'text')
    .addColumn('kev_due_at', 'text')
    .addPrimaryKeyConstraint('advisory_signal_primary', ['advisory_id', 'org_id'])
    .execute();
  // Of what matched before, so that the next import finds it.
  await sql`insert into advisory_signal (org_id, advisory_id, cves_json)
    select org_id, advisory_id, min(ids_json) from match group by org_id, advisory_id`.execute(db);
  await sql`create index exposure_open_sums on exposure (severity, registry_id, org_id, fixed_in, resolved_at)
    where resolved_at is null`.execute(db);
}
