// How many critical findings are new since this browser was here before.
import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { useOperation } from '../../api/use-operation.ts';
import { lastVisit } from '../../time/last-visit.ts';

export interface News {
  readonly count: number;
  readonly since: string;
}

/** Undefined when nothing is new, or nobody was here before. */
export function useNewCriticals(): News | undefined {
  const since = lastVisit();
  const query = {
    severity: 'critical',
    ...(since === undefined ? {} : { firstSeenFrom: since }),
    limit: 1,
  } satisfies RequestOf<'GET /api/findings'>['query'];
  const found = useOperation('GET /api/findings', { query }, { enabled: since !== undefined });
  const count = found.data?.meta.total ?? 0;
  return since === undefined || count === 0 ? undefined : { count, since };
}
