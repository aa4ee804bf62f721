// Policies of one organisation in SQL.
import type { Policy } from '@harborguard/shared/policy/policy.ts';
import type { Kysely, Selectable } from 'kysely';
import type { PolicyStore, StoredPolicy } from '../domain/policies/policy-store.ts';
import type { PolicyTable } from './policy-tables.ts';
import type { Tables } from './tables.ts';

type PolicyRows = Pick<
  PolicyStore,
  'policies' | 'policy' | 'insertPolicy' | 'replacePolicy' | 'removePolicy'
>;

export function createPolicyRows(db: Kysely<Tables>, orgId: string): PolicyRows {
  const rows = () => db.selectFrom('policy').selectAll().where('org_id', '=', orgId);
  return {
    policies: async () =>
      (await rows().orderBy('created_at').orderBy('id').execute()).map(toPolicy),
    policy: async (id) => {
      const row = await rows().where('id', '=', id).executeTakeFirst();
      return row && toPolicy(row);
    },
    insertPolicy: async (stored) => {
      await db
        .insertInto('policy')
        .values({
          ...fromPolicy(stored),
          id: stored.id,
          org_id: orgId,
          created_at: stored.createdAt,
        })
        .execute();
    },
    replacePolicy: async (stored) => {
      await db
        .updateTable('policy')
        .set(fromPolicy(stored))
        .where('org_id', '=', orgId)
        .where('id', '=', stored.id)
        .execute();
    },
    removePolicy: async (id) => {
      await db.deleteFrom('policy').where('org_id', '=', orgId).where('id', '=', id).execute();
    },
  };
}

function fromPolicy({ policy, isEnabled, updatedAt }: StoredPolicy) {
  return {
    name: policy.name,
    rule_json: JSON.stringify(policy),
    is_enabled: isEnabled ? (1 as const) : (0 as const),
    updated_at: updatedAt,
  };
}

function toPolicy(row: Selectable<PolicyTable>): StoredPolicy {
  return {
    id: row.id,
    policy: JSON.parse(row.rule_json) as Policy,
    isEnabled: row.is_enabled === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
