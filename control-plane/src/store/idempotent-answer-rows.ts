// The answers kept for repeated requests in SQL.
import type { Kysely } from 'kysely';
import type { IdempotentAnswerStore } from '../domain/operations/idempotent-answer-store.ts';
import type { Tables } from './tables.ts';

/** Stands for a status from the commit of the effect until the answer is kept. */
const effectWithoutAnswer = 0;

export function createIdempotentAnswerStore(
  db: Kysely<Tables>,
  orgId: string,
): IdempotentAnswerStore {
  return {
    find: async (keyHash) => {
      const row = await db
        .selectFrom('idempotent_answer')
        .selectAll()
        .where('org_id', '=', orgId)
        .where('key_hash', '=', keyHash)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { request_hash: requestHash, answer_sealed: answerSealed } = row;
      const status = row.status === effectWithoutAnswer ? null : row.status;
      const tookEffect = row.status !== null;
      return { requestHash, status, answerSealed, tookEffect, createdAt: row.created_at };
    },
    begin: async (keyHash, requestHash, now) => {
      const fresh = {
        request_hash: requestHash,
        status: null,
        answer_sealed: null,
        created_at: now,
      };
      await db
        .insertInto('idempotent_answer')
        .values({ org_id: orgId, key_hash: keyHash, ...fresh })
        .onConflict((conflict) => conflict.columns(['org_id', 'key_hash']).doUpdateSet(fresh))
        .execute();
    },
    noteEffect: async (keyHash) => {
      await db
        .updateTable('idempotent_answer')
        .set({ status: effectWithoutAnswer })
        .where('org_id', '=', orgId)
        .where('key_hash', '=', keyHash)
        .where('status', 'is', null)
        .execute();
    },
    finish: async (keyHash, status, answerSealed) => {
      await db
        .updateTable('idempotent_answer')
        .set({ status, answer_sealed: answerSealed })
        .where('org_id', '=', orgId)
        .where('key_hash', '=', keyHash)
        .execute();
    },
    forget: async (keyHash) => {
      await db
        .deleteFrom('idempotent_answer')
        .where('org_id', '=', orgId)
        .where('key_hash', '=', keyHash)
        .execute();
    },
  };
}
