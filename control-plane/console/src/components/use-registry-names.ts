// The registries by id, for lists that name them and filters that choose among them.
import { useOperation } from '../api/use-operation.ts';

export function useRegistryNames(): ReadonlyMap<string, string> {
  const rows = useOperation('GET /api/registries', { query: { limit: 200 } }).data?.data ?? [];
  return new Map(rows.map(({ id, name }) => [id, name]));
}
