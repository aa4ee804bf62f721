// The syncs under way, by the registry each is of, while there are some.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { useOperation } from '../../api/use-operation.ts';

/** As many as a page of jobs holds; of more the rest shows no progress here. */
const syncsMax = 200;

export function useRunningSyncs(isSyncing: boolean): ReadonlyMap<string, RowOf<'GET /api/jobs'>> {
  const query = { kind: 'sync', state: 'running', limit: syncsMax } as const;
  const jobs = useOperation('GET /api/jobs', { query }, { enabled: isSyncing }).data?.data ?? [];
  return new Map(isSyncing ? jobs.map((job) => [job.registryId, job]) : []);
}
