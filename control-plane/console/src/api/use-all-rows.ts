// A list of which a page needs every row: asked page by page, kept and asked again as one.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { useQuery } from '@tanstack/react-query';
import { call } from './call.ts';
import { readAllPages } from './read-all-pages.ts';

const pageSize = 200;

export function useAllRegistries() {
  return useQuery<readonly RowOf<'GET /api/registries'>[]>({
    queryKey: ['GET /api/registries', 'all'],
    queryFn: ({ signal }) =>
      readAllPages((page) =>
        call('GET /api/registries', { query: { page, limit: pageSize } }, signal),
      ),
  });
}

export function useAllSensors({ enabled }: { readonly enabled: boolean }) {
  return useQuery<readonly RowOf<'GET /api/sensors'>[]>({
    queryKey: ['GET /api/sensors', 'all'],
    queryFn: ({ signal }) =>
      readAllPages((page) =>
        call('GET /api/sensors', { query: { page, limit: pageSize } }, signal),
      ),
    enabled,
  });
}
