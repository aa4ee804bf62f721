// What happens after saving, as it happens: heartbeat, login, first sync, scans, findings. It looks every second and a
// half, since this is the moment somebody waits.
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { Panel } from '../../components/panel.tsx';
import { Pill } from '../../components/status-pill.tsx';
import { now } from '../../time/browser-clock.ts';
import { LiveStepLine } from './live-step-line.tsx';
import { liveSteps } from './live-steps.ts';

const lookMs = 1_500;

export function LiveLine({
  registryId,
  method,
}: {
  readonly registryId: string;
  readonly method: 'cloud' | 'sensor';
}) {
  const facts = useQuery({
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
  });
  const steps = liveSteps(method, facts.data);
  const isOver = steps.every((step) => step.state === 'done');
  return (
    <Panel
      title={method === 'sensor' ? '3 · It connects by itself' : 'What happens now'}
      actions={isOver ? <Pill tone="good">done</Pill> : <Pill tone="work">live</Pill>}
      flush
    >
      <ol className="live-line" aria-live="polite">
        {steps.map((step) => (
          <LiveStepLine key={step.title} step={step} />
        ))}
      </ol>
    </Panel>
  );
}
