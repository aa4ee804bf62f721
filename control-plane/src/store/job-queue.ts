// The queue in SQL: what is next for a sensor, what is held, what is held too long.
import { type Kysely, sql } from 'kysely';
import type { Job } from '../domain/jobs/job.ts';
import type { HeldCount, QueueQuestion } from '../domain/jobs/job-store.ts';
import { toJob } from './job-row.ts';
import { isRestrained } from './restrained-registries.ts';
import { servedRegistryIds } from './served-registries.ts';
import type { Tables } from './tables.ts';

/** Word for word the condition of the index over what is held, and so answered by it. */
export const isHeld = sql<boolean>`state in ('assigned', 'running')`;

export async function anyReady(db: Kysely<Tables>, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('job')
    .select('id')
    .where('state', '=', sql.lit('queued'))
    .where('not_before', '<=', now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function nextFor(
  db: Kysely<Tables>,
  question: QueueQuestion,
): Promise<Job | undefined> {
  const { sensorId, keyId, orgId, isSystem, kinds, now, readySince } = question;
  const served = servedRegistryIds(db, { id: sensorId, keyId, isSystem });
  // Most sensors have nothing to do while others have a long queue: they must not walk all of it to find out.
  if (!isSystem && !(await hasQueued(db, served, now))) return undefined;
  const row = await db
    .selectFrom('job')
    .selectAll('job')
    .where('job.state', '=', sql.lit('queued'))
    // Written so that no index answers it: the queue is to be walked in its order, up to the first that fits.
    .where(sql<boolean>`job.not_before + 0 <= ${now}`)
    .$if(readySince !== undefined, (query) =>
      query.where('job.not_before', '<=', readySince ?? now).orderBy('job.not_before'),
    )
    .where('job.kind', 'in', kinds)
    .$if(!isSystem, (query) => query.where(sql<boolean>`job.org_id || '' = ${orgId}`))
    .where((eb) =>
      eb.or([
        eb.and([eb('job.route', '=', 'bound'), eb('job.registry_id', 'in', served)]),
        ...(isSystem ? [eb('job.route', '=', 'system')] : []),
      ]),
    )
    .where((eb) =>
      eb.or([eb('job.kind', '!=', 'sync'), eb.not(eb.exists(runningSyncOfSameRegistry(db)))]),
    )
    .where((eb) =>
      eb.or([eb('job.trigger', '=', 'interactive'), eb.not(eb.exists(restrainedOf(db, now)))]),
    )
    .orderBy('job.priority', 'desc')
    .orderBy('job.created_at')
    .orderBy('job.id')
    .limit(1)
    .executeTakeFirst();
  return row && toJob(row);
}

async function hasQueued(
  db: Kysely<Tables>,
  served: ReturnType<typeof servedRegistryIds>,
  now: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('job')
    .select('job.id')
    .where('job.state', '=', sql.lit('queued'))
    .where('job.registry_id', 'in', served)
    .where((eb) =>
      eb.or([eb('job.trigger', '=', 'interactive'), eb.not(eb.exists(restrainedOf(db, now)))]),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function restrainedOf(db: Kysely<Tables>, now: number) {
  return db
    .selectFrom('registry')
    .select('registry.id')
    .whereRef('registry.id', '=', sql.ref('job.registry_id'))
    .where(isRestrained(now));
}

function runningSyncOfSameRegistry(db: Kysely<Tables>) {
  return db
    .selectFrom('job as other')
    .select('other.id')
    .whereRef('other.org_id', '=', sql.ref('job.org_id'))
    .whereRef('other.registry_id', '=', sql.ref('job.registry_id'))
    .where('other.kind', '=', 'sync')
    .where('other.state', 'in', ['assigned', 'running']);
}

export async function withExpiredLease(
  db: Kysely<Tables>,
  now: number,
  limit: number,
): Promise<readonly Job[]> {
  const rows = await held(db).where('lease_until', '<=', now).limit(limit).execute();
  return rows.map(toJob);
}

export async function overBudget(
  db: Kysely<Tables>,
  now: number,
  limit: number,
): Promise<readonly Job[]> {
  const rows = await held(db).where('budget_until', '<=', now).limit(limit).execute();
  return rows.map(toJob);
}

export async function heldCounts(db: Kysely<Tables>): Promise<readonly HeldCount[]> {
  const rows = await db
    .selectFrom('job')
    .select(['sensor_id', 'kind'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(isHeld)
    .groupBy(['sensor_id', 'kind'])
    .execute();
  return rows.flatMap(({ sensor_id: sensorId, kind, count }) =>
    sensorId === null ? [] : [{ sensorId, kind, count: Number(count) }],
  );
}

function held(db: Kysely<Tables>) {
  return db.selectFrom('job').selectAll().where(isHeld);
}
