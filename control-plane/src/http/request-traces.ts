// Requests of the API as spans, by the pattern of their route: addresses hold the secrets of webhooks, and queries what
// people look for. A trace that a caller brings goes on, by the header of W3C Trace Context and no other.
import { errorRow } from '@harborguard/shared/errors/error-table.ts';
import type { Span, Tracer } from '@harborguard/shared/ports.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { failureOf } from './error-answer.ts';
import { consoleRoute } from './open-routes.ts';

/** Probes ask these every few seconds; a stream of events is open for hours; files of the console are always the same. */
const untraced: readonly string[] = [
  '/api/health',
  '/api/ready',
  '/healthz',
  '/readyz',
  '/api/events',
  consoleRoute,
];

export class RequestTraces {
  readonly #tracer: Tracer;
  readonly #spans = new WeakMap<FastifyRequest, Span>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /** To be called before the hooks of others, so that what they do belongs to the request. */
  watch(app: FastifyInstance): void {
    app.addHook('onRequest', (request, _reply, done) => {
      const span = this.#start(request);
      if (span === undefined) return done();
      this.#spans.set(request, span);
      span.within(done);
    });
    // The body is read from the socket, which belongs to no request: what follows it is brought back to the span.
    app.addHook('preValidation', (request, _reply, done) => {
      const span = this.#spans.get(request);
      if (span === undefined) done();
      else span.within(done);
    });
    app.addHook('onResponse', (request, reply, done) => {
      const span = this.#spans.get(request);
      span?.set({ 'http.response.status_code': reply.statusCode });
      span?.end();
      done();
    });
  }

  /** What the caller did wrong is no failure of the span. */
  failed(request: FastifyRequest, error: unknown): void {
    const { code } = failureOf(error);
    const span = this.#spans.get(request);
    if (errorRow(code).httpStatus >= 500) span?.fail(code);
    else span?.set({ 'error.type': code });
  }

  #start({ method, id, headers, routeOptions }: FastifyRequest): Span | undefined {
    const { url: route } = routeOptions;
    if (route !== undefined && untraced.includes(route)) return undefined;
    const brought = isBrought(route) ? headers['traceparent']?.toString() : undefined;
    return this.#tracer.start(route === undefined ? method : `${method} ${route}`, {
      kind: 'server',
      parent: brought ?? null,
      attributes: {
        'http.request.method': method,
        'http.route': route,
        'harborguard.request.id': id,
      },
    });
  }
}

/** Vendors send push events from outside; their traces are not ours. */
function isBrought(route: string | undefined): boolean {
  return route?.startsWith('/api/webhooks/') !== true;
}
