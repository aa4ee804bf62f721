// The jobs rows in SQL.
import type { Kysely } from 'kysely';
import type { JobStore, SystemJobStore } from '../domain/jobs/job-store.ts';
import type { Tables } from './tables.ts';

export function createJobStore(_db: Kysely<Tables>, orgId: string): JobStore {
  return { orgId };
}

export function createSystemJobStore(_db: Kysely<Tables>): SystemJobStore {
  return { scope: 'system' };
}
