// Counts over the whole installation, each over an index of open work: a scrape costs the same after years.
import type { Heartbeat } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { Kysely } from 'kysely';
import { openJobStates } from '../domain/jobs/job.ts';
import type {
  OperationalFigures,
  OperationalQueries,
} from '../domain/operations/operational-figures.ts';
import type { Tables } from './tables.ts';

export function createOperationalQueries(db: Kysely<Tables>): OperationalQueries {
  return {
    figures: (now) => db.transaction().execute((tx) => readFigures(tx, now)),
  };
}

async function readFigures(db: Kysely<Tables>, now: number): Promise<OperationalFigures> {
  const jobs = await db
    .selectFrom('job')
    .select(['kind', 'state'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', 'in', openJobStates)
    .groupBy(['kind', 'state'])
    .execute();
  const oldest = await db
    .selectFrom('job')
    .select('kind')
    .select((eb) => eb.fn.min('created_at').as('createdAt'))
    .where('state', '=', 'queued')
    .where('not_before', '<=', now)
    .groupBy('kind')
    .execute();
  const due = await db
    .selectFrom('delivery')
    .select((eb) => eb.fn.min('due_at').as('dueAt'))
    .where('state', '=', 'pending')
    .where('due_at', '<=', now)
    .executeTakeFirst();
  return {
    jobs: jobs.map(({ kind, state, count }) => ({ kind, state, count: Number(count) })),
    oldestQueued: oldest.map(({ kind, createdAt }) => ({ kind, createdAt: Number(createdAt) })),
    matchQueue: await countOf(db, 'match_queue'),
    webhookBacklog: await countOf(db, 'webhook_pending'),
    sensorsKnown: await countOf(db, 'sensor'),
    outbox: await outboxFigures(db),
    deliveries: {
      pending: await deliveriesIn(db, 'pending'),
      failed: await deliveriesIn(db, 'failed'),
    },
    oldestDueAt: due?.dueAt === null || due === undefined ? undefined : Number(due.dueAt),
  };
}

async function countOf(
  db: Kysely<Tables>,
  table: 'match_queue' | 'webhook_pending' | 'sensor',
): Promise<number> {
  const { count } = await db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function deliveriesIn(db: Kysely<Tables>, state: 'pending' | 'failed'): Promise<number> {
  const { count } = await db
    .selectFrom('delivery')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', state)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function outboxFigures(db: Kysely<Tables>): Promise<OperationalFigures['outbox']> {
  const rows = await db
    .selectFrom('sensor')
    .select('heartbeat_json')
    .where('connected_at', 'is not', null)
    .where('heartbeat_json', 'is not', null)
    .execute();
  const backlogs = rows.map(
    // Written by us from a heartbeat that was checked.
    (row) => (JSON.parse(row.heartbeat_json ?? '') as { heartbeat: Heartbeat }).heartbeat.backlog,
  );
  return {
    messages: backlogs.reduce((sum, { messages }) => sum + messages, 0),
    bytes: backlogs.reduce((sum, { bytes }) => sum + bytes, 0),
    oldestAgeMs: backlogs.reduce((most, { oldestAgeMs }) => Math.max(most, oldestAgeMs), 0),
  };
}
