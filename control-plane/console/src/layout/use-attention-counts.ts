// How many things in each room need somebody.
import { useOperation } from '../api/use-operation.ts';

export function useAttentionCounts(): Readonly<Record<string, number>> {
  const overview = useOperation('GET /api/overview', {}).data?.data;
  if (overview === undefined) return {};
  return {
    '/registries': overview.registries.ERROR,
    '/sensors': overview.sensors.offline,
  };
}
