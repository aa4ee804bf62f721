// Verdicts in SQL, put together, within one organisation and across all of them.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SystemVerdictStore, VerdictStore } from '../domain/policies/verdict-store.ts';
import { createFindingAgeRows } from './finding-age-rows.ts';
import { inChunks } from './in-chunks.ts';
import { integerValue } from './query-parts.ts';
import type { Tables } from './tables.ts';
import { createVerdictFactRows } from './verdict-facts.ts';
import { createVerdictRows, queueShowing } from './verdict-rows.ts';
import { createSubjectRows } from './verdict-subjects.ts';

export function createVerdictStore(db: Kysely<Tables>, orgId: string): VerdictStore {
  return {
    orgId,
    ...createSubjectRows(db, orgId),
    ...createVerdictFactRows(db, orgId),
    ...createFindingAgeRows(db, orgId),
    ...createVerdictRows(db, orgId),
  };
}

async function queueVerdicts(
  db: Kysely<Tables>,
  now: number,
  isMeant: RawBuilder<unknown>,
): Promise<void> {
  await sql`insert into verdict_queue (org_id, tag_id, requested_at)
    select distinct org_id, tag_id, ${integerValue(now)} from verdict where ${isMeant}
    on conflict (tag_id) do nothing`.execute(db);
}

export function createSystemVerdictStore(db: Kysely<Tables>): SystemVerdictStore {
  return {
    scope: 'system',
    queuedTags: (limit, except) =>
      db
        .selectFrom('verdict_queue')
        .select(['org_id as orgId', 'tag_id as tagId'])
        .$if(except.length > 0, (queue) => queue.where('tag_id', 'not in', except))
        .orderBy('requested_at')
        .orderBy('tag_id')
        .limit(limit)
        .execute(),
    queueAdvisories: (orgId, advisoryIds, now) =>
      inChunks(advisoryIds, (chunk) =>
        queueShowing(
          db,
          orgId,
          sql`image.id in (select match.image_id from match
            where match.advisory_id in (${sql.join(chunk)}) and match.org_id = ${orgId})`,
          now,
        ),
      ),
    queueChanging: (now) => queueVerdicts(db, now, sql`changes_at <= ${now}`),
    queueAll: (now) => queueVerdicts(db, now, sql`true`),
  };
}
