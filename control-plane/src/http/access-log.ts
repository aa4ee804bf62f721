// One line for each answer: the route's pattern, never the address with its query.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export function logAnswers(app: FastifyInstance, { log, clock }: { log: Log; clock: Clock }): void {
  const starts = new WeakMap<FastifyRequest, number>();
  app.addHook('onRequest', (request, _reply, done) => {
    starts.set(request, clock.monotonicMs());
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const startedAt = starts.get(request) ?? clock.monotonicMs();
    log.debug('request answered', {
      id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      durationMs: Math.round(clock.monotonicMs() - startedAt),
    });
    done();
  });
}
