// The audit log in SQL. Appending reads the end of the chain within the same transaction, and there is one writer.
import { type Kysely, type Selectable, sql } from 'kysely';
import {
  auditHash,
  type ChainCheckpoint,
  type ChainEnd,
  chainStart,
} from '../domain/audit/audit-chain.ts';
import type { AuditActorKind, AuditEvent, NewAuditEvent } from '../domain/audit/audit-event.ts';
import type { AuditFilter, AuditStore } from '../domain/audit/audit-store.ts';
import type { AuditEventTable } from './audit-tables.ts';
import { countedRows, type KeyOrder, keysetPage } from './keyset-page.ts';
import { isLike, likePattern } from './query-parts.ts';
import type { Tables } from './tables.ts';

export function createAuditStore(db: Kysely<Tables>, orgId: string): AuditStore {
  return {
    orgId,
    describe: () => undefined,
    append: (event) => append(db, orgId, event),
    list: async (filter, page) => {
      const listed = filtered(db, orgId, filter);
      const { rows, edges } = await keysetPage(listed.selectAll(), latestFirst, page);
      return { events: rows.map(toEvent), ...edges, ...(await countedRows(db, listed)) };
    },
    after: async (seq, limit, filter = {}) => {
      const rows = await filtered(db, orgId, filter)
        .selectAll()
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map(toEvent);
    },
    head: () => head(db, orgId),
    lastCheckpoint: () => lastCheckpoint(db, orgId),
    lastBefore: async (before, now) => {
      const kept = await filtered(db, orgId, { since: before, until: now })
        .select((event) => event.fn.min('seq').as('seq'))
        .executeTakeFirst();
      return await lastEvent(db, orgId, kept?.seq ?? undefined);
    },
    checkpoint: async ({ seq, hash, createdAt }) => {
      await db
        .insertInto('audit_checkpoint')
        .values({ org_id: orgId, seq, hash, created_at: createdAt })
        .execute();
    },
    removeCovered: async (limit) => {
      const { seq = 0 } = (await lastCheckpoint(db, orgId)) ?? {};
      const result = await db
        .deleteFrom('audit_event')
        .where('org_id', '=', orgId)
        .where('seq', 'in', (inner) =>
          inner
            .selectFrom('audit_event')
            .select('seq')
            .where('org_id', '=', orgId)
            .where('seq', '<=', seq)
            .orderBy('seq')
            .limit(limit),
        )
        .executeTakeFirst();
      return Number(result.numDeletedRows);
    },
  };
}

const latestFirst: KeyOrder = { columns: [sql`seq`], direction: 'descending' };

async function append(db: Kysely<Tables>, orgId: string, event: NewAuditEvent): Promise<void> {
  const end = await endOf(db, orgId);
  const { at, actor, address, requestId, action, target } = event;
  const linked = {
    ...{ orgId, at, actor, address, requestId, action, target },
    seq: end.seq + 1,
    beforeJson: jsonOf(event.before),
    afterJson: jsonOf(event.after),
    previousHash: end.hash,
  };
  const hash = auditHash(linked);
  await db
    .insertInto('audit_event')
    .values({
      ...{ org_id: orgId, seq: linked.seq, at, address, action },
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_name: actor.name,
      request_id: requestId,
      target_kind: target.kind,
      target_id: target.id,
      before_json: linked.beforeJson,
      after_json: linked.afterJson,
      previous_hash: linked.previousHash,
      hash,
    })
    .execute();
  const noted = { seq: linked.seq, hash };
  await db
    .insertInto('audit_head')
    .values({ org_id: orgId, ...noted })
    .onConflict((conflict) => conflict.column('org_id').doUpdateSet(noted))
    .execute();
}

/** Where events are missing at the end, the next one does not take their place: the gap stays. */
async function endOf(db: Kysely<Tables>, orgId: string): Promise<ChainEnd> {
  const noted = (await head(db, orgId)) ?? { seq: 0, hash: chainStart };
  const last = await lastEvent(db, orgId, undefined);
  return last !== undefined && last.seq > noted.seq ? last : noted;
}

async function head(db: Kysely<Tables>, orgId: string): Promise<ChainEnd | undefined> {
  return await db
    .selectFrom('audit_head')
    .select(['seq', 'hash'])
    .where('org_id', '=', orgId)
    .executeTakeFirst();
}

async function lastEvent(
  db: Kysely<Tables>,
  orgId: string,
  before: number | undefined,
): Promise<ChainEnd | undefined> {
  return await db
    .selectFrom('audit_event')
    .select(['seq', 'hash'])
    .where('org_id', '=', orgId)
    .$if(before !== undefined, (query) => query.where('seq', '<', before ?? 0))
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function lastCheckpoint(
  db: Kysely<Tables>,
  orgId: string,
): Promise<ChainCheckpoint | undefined> {
  return await db
    .selectFrom('audit_checkpoint')
    .select(['seq', 'hash', 'created_at as createdAt'])
    .where('org_id', '=', orgId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function filtered(db: Kysely<Tables>, orgId: string, filter: AuditFilter) {
  const { actorId, targetId, action, since, until } = filter;
  let query = db.selectFrom('audit_event').where('org_id', '=', orgId);
  if (actorId !== undefined) query = query.where('actor_id', '=', actorId);
  if (targetId !== undefined) query = query.where('target_id', '=', targetId);
  if (action !== undefined) {
    const pattern = `%${likePattern(action)}%`;
    query = query.where(isLike(sql.ref('action'), pattern));
  }
  if (since !== undefined) query = query.where('at', '>=', since);
  if (until !== undefined) query = query.where('at', '<=', until);
  return query;
}

function jsonOf(facts: NewAuditEvent['before']): string | null {
  return facts === undefined ? null : JSON.stringify(facts);
}

function toEvent(row: Selectable<AuditEventTable>): AuditEvent {
  return {
    orgId: row.org_id,
    seq: row.seq,
    at: row.at,
    actor: { kind: row.actor_kind as AuditActorKind, id: row.actor_id, name: row.actor_name },
    address: row.address,
    requestId: row.request_id,
    action: row.action,
    target: { kind: row.target_kind, id: row.target_id },
    beforeJson: row.before_json,
    afterJson: row.after_json,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
