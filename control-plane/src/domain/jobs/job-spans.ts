// Jobs in traces. A job that somebody waits for is a part of that request's trace. One that a sync or the clock wanted
// begins a trace of its own, linked to what led to it: a sync of a large registry leads to a hundred thousand of them.
import type { Span, SpanAttributes, Tracer } from '@harborguard/shared/ports.ts';
import type { Job, JobTrigger } from './job.ts';

const awaited: readonly JobTrigger[] = ['interactive', 'push'];

export function startOfferSpan(
  tracer: Tracer,
  job: Job,
  { sensorId, now }: { readonly sensorId: string; readonly now: number },
): Span {
  const { traceparent, trigger } = job;
  const isPart = traceparent !== null && awaited.includes(trigger);
  return tracer.start(`job offer ${job.kind}`, {
    kind: 'producer',
    parent: isPart ? traceparent : null,
    links: isPart || traceparent === null ? [] : [traceparent],
    attributes: {
      ...jobAttributes(job),
      'harborguard.job.trigger': trigger,
      'harborguard.job.waited_ms': Math.max(0, now - job.createdAt),
      'harborguard.sensor.id': sensorId,
    },
  });
}

export function jobAttributes({
  id,
  kind,
  attempt,
  registryId,
}: Pick<Job, 'id' | 'kind' | 'attempt' | 'registryId'>): SpanAttributes {
  return {
    'harborguard.job.id': id,
    'harborguard.job.kind': kind,
    'harborguard.job.attempt': attempt,
    'harborguard.registry.id': registryId,
  };
}
