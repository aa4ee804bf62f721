// What is known about a new registry while somebody waits for it. It looks every second and a half, since this is the
// moment somebody waits.
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { now } from '../../time/browser-clock.ts';
import type { LiveFacts } from './live-steps.ts';

const lookMs = 1_500;

/** Undefined until they are there. */
export function useLiveFacts(registryId: string): LiveFacts | undefined {
  return useQuery({
    queryKey: ['connect', registryId],
    refetchInterval: lookMs,
    queryFn: async ({ signal }) => {
      const params = { id: registryId };
      const [registry, sensors, jobs, images, findings] = await Promise.all([
        call('GET /api/registries/{id}', { params }, signal),
        call('GET /api/registries/{id}/sensor-status', { params }, signal),
        call('GET /api/jobs', { query: { registry: registryId, kind: 'sync', limit: 1 } }, signal),
        call('GET /api/images', { query: { registry: registryId, limit: 1 } }, signal),
        call('GET /api/findings/summary', { query: { registry: registryId } }, signal),
      ]);
      const waiting = await call(
        'GET /api/images',
        { query: { registry: registryId, state: 'waiting', limit: 1 } },
        signal,
      );
      return {
        registry: registry.data,
        sensors: sensors.data,
        sync: jobs.data[0],
        images: images.meta.total,
        waiting: waiting.meta.total,
        findings: findings.data,
        askedAt: now(),
      };
    },
  }).data;
}
