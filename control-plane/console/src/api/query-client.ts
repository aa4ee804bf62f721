// How answers are kept: refreshed by what the control plane says has changed, retried only where that can help.

import { ApiError } from '@harborguard/client/api-error.ts';
import { QueryClient } from '@tanstack/react-query';

const retriesMax = 2;
/** What has changed is told; this is for what was not on the screen meanwhile. */
const staleMs = 5_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: staleMs,
      retry: (failures, error) => failures < retriesMax && mayPass(error),
      refetchOnWindowFocus: true,
    },
  },
});

function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
}
