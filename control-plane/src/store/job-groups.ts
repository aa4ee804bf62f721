// Jobs by what they have in common, for work on many of them at once.
import { type Kysely, sql } from 'kysely';
import { type Job, openJobStates } from '../domain/jobs/job.ts';
import type { JobGroup, JobStore } from '../domain/jobs/job-store.ts';
import { toJob } from './job-row.ts';
import type { Tables } from './tables.ts';

export function createJobGroups(
  db: Kysely<Tables>,
  orgId: string,
): Pick<JobStore, 'openJobs' | 'givenUp'> {
  return {
    openJobs: async (group, limit) =>
      toJobs(
        await grouped(db, orgId, group)
          .where('job.state', 'in', openJobStates)
          .limit(limit)
          .execute(),
      ),
    givenUp: async (group, limit) =>
      toJobs(
        await grouped(db, orgId, group)
          .innerJoin('registry', 'registry.id', 'job.registry_id')
          .where('registry.deleted_at', 'is', null)
          .where(sql<boolean>`job.state in ('failed', 'dead')`)
          // A connection test is an answer somebody waited for; nobody does any more.
          .where('job.kind', '!=', 'probe')
          .where((eb) => eb.not(eb.exists(askedForAgain(db))))
          .limit(limit)
          .execute(),
      ),
  };
}

function grouped(db: Kysely<Tables>, orgId: string, { kind, state, registryIds }: JobGroup) {
  let jobs = db.selectFrom('job').selectAll('job').where('job.org_id', '=', orgId);
  if (kind !== undefined) jobs = jobs.where('job.kind', '=', kind);
  if (state !== undefined) jobs = jobs.where('job.state', '=', state);
  if (registryIds !== undefined) jobs = jobs.where('job.registry_id', 'in', registryIds);
  return jobs.orderBy('job.created_at').orderBy('job.id');
}

function askedForAgain(db: Kysely<Tables>) {
  return db
    .selectFrom('job as later')
    .select('later.id')
    .whereRef('later.org_id', '=', sql.ref('job.org_id'))
    .whereRef('later.dedupe_key', '=', sql.ref('job.dedupe_key'))
    .whereRef('later.id', '!=', sql.ref('job.id'))
    .where(sql<boolean>`(later.created_at, later.id) > (job.created_at, job.id)`);
}

function toJobs(rows: readonly Parameters<typeof toJob>[0][]): readonly Job[] {
  return rows.map(toJob);
}
