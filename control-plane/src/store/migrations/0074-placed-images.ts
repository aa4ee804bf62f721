// What was only ever scanned by its digest lay in no repository, where no rule of retention came to it.
import { type Kysely, sql } from 'kysely';

export async function up<Database>(db: Kysely<Database>): Promise<void> {
  await sql`insert into repository (org_id, registry_id, name, first_seen_at, last_seen_at)
    select org_id, registry_id, repository, min(last_seen_at), max(last_seen_at)
    from image_location
    where not exists (select 1 from repository
      where repository.registry_id = image_location.registry_id
      and repository.name = image_location.repository)
    group by org_id, registry_id, repository
    order by org_id, registry_id, repository`.execute(db);
}
