// What a digest is that is no image. Those that failed for it until now are looked at once more.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('image').addColumn('artifact_type', 'text').execute();
  await sql`update image set analyzer_version = null where scan_error_code = 'MANIFEST_UNSUPPORTED'`.execute(
    db,
  );
}
