// How long answers take, by the pattern of their route: an address would be a series for each thing there is.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ControlPlaneMeters } from '../domain/operations/control-plane-metrics.ts';

export function measureAnswers(
  app: FastifyInstance,
  clock: Clock,
  { requestDuration }: Pick<ControlPlaneMeters, 'requestDuration'>,
): void {
  const starts = new WeakMap<FastifyRequest, number>();
  app.addHook('onRequest', (request, _reply, done) => {
    starts.set(request, clock.monotonicMs());
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const startedMs = starts.get(request) ?? clock.monotonicMs();
    const { url = 'unknown' } = request.routeOptions;
    requestDuration.observe((clock.monotonicMs() - startedMs) / 1000, {
      route: `${request.method} ${url}`,
      status: `${Math.floor(reply.statusCode / 100)}xx`,
    });
    done();
  });
}
