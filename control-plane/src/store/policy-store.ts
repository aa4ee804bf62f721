// Policies and exceptions in SQL, put together.
import type { Kysely } from 'kysely';
import type { PolicyStore, SystemPolicyStore } from '../domain/policies/policy-store.ts';
import { createExceptionRows } from './exception-rows.ts';
import { createPolicyRows } from './policy-rows.ts';
import type { Tables } from './tables.ts';

export function createPolicyStore(db: Kysely<Tables>, orgId: string): PolicyStore {
  return { orgId, ...createPolicyRows(db, orgId), ...createExceptionRows(db, orgId) };
}

export function createSystemPolicyStore(db: Kysely<Tables>): SystemPolicyStore {
  return {
    scope: 'system',
    organisationsDue: async (now, warnBefore) => {
      const rows = await db
        .selectFrom('exception')
        .select('org_id')
        .distinct()
        .where('approved_at', 'is not', null)
        .where('ended_at', 'is', null)
        .where((is) =>
          is.or([
            is('expires_at', '<=', now),
            is('revoked_at', 'is not', null),
            is.and([is('warned_at', 'is', null), is('expires_at', '<=', warnBefore)]),
          ]),
        )
        .execute();
      return rows.map((row) => row.org_id);
    },
  };
}
