// The sessions of people in SQL, found by any hash they answer to. What ends them gives back the organisation of each,
// which is told.
import type { Kysely } from 'kysely';
import type { SystemPeopleStore } from '../domain/people/people-store.ts';
import { listOf } from './in-chunks.ts';
import { sessionRow, toSession } from './people-rows.ts';
import type { Tables } from './tables.ts';

type SessionRows = Pick<
  SystemPeopleStore,
  | 'sessionByHash'
  | 'sessionsByIds'
  | 'updateSession'
  | 'sessionsOf'
  | 'endSession'
  | 'endSessionsOf'
  | 'forgetExpired'
>;

export function createSystemSessionRows(db: Kysely<Tables>): SessionRows {
  return {
    sessionByHash: async (hash) => {
      const row = await db
        .selectFrom('person_session')
        .selectAll()
        .where((is) =>
          is.or([
            is('hash', '=', hash),
            is('candidate_hash', '=', hash),
            is('previous_hash', '=', hash),
          ]),
        )
        .executeTakeFirst();
      return row && toSession(row);
    },
    sessionsByIds: async (ids) => {
      const rows = await db
        .selectFrom('person_session')
        .selectAll()
        .where('id', 'in', listOf(ids))
        .execute();
      return rows.map(toSession);
    },
    updateSession: async (session) => {
      const { id, org_id, person_id, ...changed } = sessionRow(session);
      await db
        .updateTable('person_session')
        .set(changed)
        .where('id', '=', id)
        .where('org_id', '=', org_id)
        .where('person_id', '=', person_id)
        .execute();
    },
    sessionsOf: async (personId) => {
      const rows = await db
        .selectFrom('person_session')
        .selectAll()
        .where('person_id', '=', personId)
        .orderBy('last_seen_at', 'desc')
        .execute();
      return rows.map(toSession);
    },
    endSession: async (personId, sessionId) => {
      const ended = await db
        .deleteFrom('person_session')
        .where('person_id', '=', personId)
        .where('id', '=', sessionId)
        .returning('org_id')
        .execute();
      return ended.length > 0;
    },
    endSessionsOf: async (personId) => {
      const ended = await db
        .deleteFrom('person_session')
        .where('person_id', '=', personId)
        .returning('org_id')
        .execute();
      return ended.length;
    },
    forgetExpired: async (now, idleSince) => {
      await db
        .deleteFrom('person_session')
        .where((is) => is.or([is('expires_at', '<=', now), is('last_seen_at', '<=', idleSince)]))
        .returning('org_id')
        .execute();
    },
  };
}
