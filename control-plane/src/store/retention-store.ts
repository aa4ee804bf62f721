// The rules of retention in SQL, and the repositories they are about.
import type { Kysely, Selectable } from 'kysely';
import { type RetentionRule, retentionKinds } from '../domain/retention/retention-rule.ts';
import type { RetentionStore } from '../domain/retention/retention-store.ts';
import {
  countRetentionCandidates,
  retentionCandidates,
  stillCandidates,
} from './retention-candidates.ts';
import { removeCandidates } from './retention-removal.ts';
import type { RetentionRuleTable } from './setting-tables.ts';
import type { Tables } from './tables.ts';

export function createRetentionStore(db: Kysely<Tables>, orgId: string): RetentionStore {
  const rules = () => db.selectFrom('retention_rule').selectAll().where('org_id', '=', orgId);
  return {
    rules: async () => {
      const rows = await rules().orderBy('created_at').orderBy('id').execute();
      return rows.map(toRule);
    },
    findRule: async (id) => {
      const row = await rules().where('id', '=', id).executeTakeFirst();
      return row && toRule(row);
    },
    saveRule: async (rule) => {
      const row = fromRule(rule);
      await db
        .insertInto('retention_rule')
        .values({ id: rule.id, org_id: orgId, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
    removeRule: async (id) => {
      await db
        .deleteFrom('retention_rule')
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .execute();
    },
    noteRun: async (id, { at, removed }) => {
      await db
        .updateTable('retention_rule')
        .set({ last_run_at: at, ...(removed === 0 ? {} : { last_removed: removed }) })
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .execute();
    },
    repositories: async (registryId, { after, limit }) => {
      const rows = await db
        .selectFrom('repository')
        // What is left of a removed registry goes by itself.
        .innerJoin('registry', 'registry.id', 'repository.registry_id')
        .select(['repository.id', 'repository.registry_id as registryId', 'repository.name'])
        .where('repository.org_id', '=', orgId)
        .where('registry.deleted_at', 'is', null)
        .where('repository.id', '>', after)
        .$if(registryId !== undefined, (query) =>
          query.where('repository.registry_id', '=', registryId ?? ''),
        )
        .orderBy('repository.id')
        .limit(limit)
        .execute();
      return rows;
    },
    candidates: (question, limit) => retentionCandidates(db, orgId, { question, limit }),
    countCandidates: (question) => countRetentionCandidates(db, orgId, question),
    remove: async (question, found) => {
      const removable = await stillCandidates(db, orgId, { question, found });
      await removeCandidates(db, orgId, { kind: question.kind, found: removable });
      return removable;
    },
  };
}

function fromRule(rule: RetentionRule) {
  return {
    ...{ name: rule.name, kind: rule.kind },
    repositories_json: JSON.stringify(rule.repositories),
    registry_id: rule.registryId ?? null,
    older_than_days: rule.olderThanDays ?? null,
    keep_newest: rule.keepNewest ?? null,
    is_enabled: rule.isEnabled ? (1 as const) : (0 as const),
    ...{ created_at: rule.createdAt, updated_at: rule.updatedAt },
    last_run_at: rule.lastRunAt ?? null,
    last_removed: rule.lastRemoved ?? null,
  };
}

function toRule(row: Selectable<RetentionRuleTable>): RetentionRule {
  return {
    id: row.id,
    name: row.name,
    kind: retentionKinds.find((kind) => kind === row.kind) ?? 'gone-tags',
    repositories: JSON.parse(row.repositories_json) as string[],
    registryId: row.registry_id ?? undefined,
    olderThanDays: row.older_than_days ?? undefined,
    keepNewest: row.keep_newest ?? undefined,
    isEnabled: row.is_enabled === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastRunAt: row.last_run_at ?? undefined,
    lastRemoved: row.last_removed ?? undefined,
  };
}
