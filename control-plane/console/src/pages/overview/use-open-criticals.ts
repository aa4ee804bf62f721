// The critical findings that can be fixed, and the one that is open longest: how many, and the first of each.
import { useOperation } from '../../api/use-operation.ts';

export function useFixableCriticals() {
  return useOperation('GET /api/findings', {
    query: { severity: 'critical', fixable: true, limit: 1 },
  });
}

export function useOldestCritical() {
  return useOperation('GET /api/findings', {
    query: { severity: 'critical', sort: 'firstSeenAt:asc', limit: 1 },
  });
}
