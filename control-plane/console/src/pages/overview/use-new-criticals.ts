// How many critical findings are new since this browser was here before, and where the first of them are.
import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { useOperation } from '../../api/use-operation.ts';

export interface News {
  readonly count: number;
  readonly since: string;
  /** Repositories with their tags, the newest first; a few. */
  readonly places: readonly string[];
  /** There are more findings than these places tell of. */
  readonly isMore: boolean;
}

const askedMax = 10;
const placesMax = 3;

/** `null` when nothing is new, or nobody was here before; undefined while that is not known. */
export function useNewCriticals(since: string | undefined): News | null | undefined {
  const query = {
    severity: 'critical',
    ...(since === undefined ? {} : { firstSeenFrom: since }),
    sort: 'firstSeenAt:desc',
    limit: askedMax,
  } satisfies RequestOf<'GET /api/findings'>['query'];
  const found = useOperation('GET /api/findings', { query }, { enabled: since !== undefined });
  if (since === undefined || found.isError) return null;
  if (found.data === undefined) return undefined;
  const { data: rows, meta } = found.data;
  const count = meta.total;
  if (count === 0) return null;
  const places = [...new Set(rows.map(({ repository, tag }) => `${repository}:${tag}`))];
  return {
    ...{ count, since, places: places.slice(0, placesMax) },
    isMore: places.length > placesMax || count > rows.length,
  };
}
