// The registries by id, for lists that name them and filters that choose among them.
import { useAllRegistries } from '../api/use-all-rows.ts';

export function useRegistryNames(): ReadonlyMap<string, string> {
  const rows = useAllRegistries().data ?? [];
  return new Map(rows.map(({ id, name }) => [id, name]));
}
