// How much one caller may ask: a key or session by itself, everybody else by address. Said in the headers of the IETF
// draft (draft-ietf-httpapi-ratelimit-headers) with every answer, so that a client can slow down before it is refused.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressBlock } from '../domain/operations/address-block.ts';
import { type Taken, TokenBuckets } from '../domain/operations/token-buckets.ts';
import { consoleRoute } from './open-routes.ts';
import { ownerOf } from './request-owner.ts';

export interface RateLimits {
  /** Per minute; 0 is none. */
  readonly callerRateLimit: number;
  readonly addressRateLimit: number;
}

/** Load balancers ask these all day from one address, and an office its console; push events have limits of their own. */
const unlimitedRoutes = /^\/(?:healthz|readyz|api\/health|api\/ready|api\/webhooks\/.*)$/;

/** Before the guard: an address that has shown too many wrong keys is not listened to. */
export function limitAddresses(app: FastifyInstance, clock: Clock, limits: RateLimits): void {
  if (limits.addressRateLimit === 0) return;
  const buckets = new TokenBuckets(clock, limits.addressRateLimit);
  app.addHook('onRequest', (request, reply, done) => {
    if (!isLimited(request)) return done();
    const { config } = request.routeOptions;
    // Whether a key is good is not known yet: a bad one is taken from the bucket when it has been answered.
    const address = addressBlock(request.ip);
    const taken = config.role === undefined ? buckets.take(address) : buckets.look(address);
    done(told(reply, { policy: 'address', perMinute: buckets.perMinute, taken }));
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { config } = request.routeOptions;
    const isRefusedKey = reply.statusCode === 401 && config.role !== undefined;
    if (isRefusedKey && isLimited(request)) buckets.take(addressBlock(request.ip));
    done();
  });
}

/** After the guard. */
export function limitCallers(app: FastifyInstance, clock: Clock, limits: RateLimits): void {
  if (limits.callerRateLimit === 0) return;
  const buckets = new TokenBuckets(clock, limits.callerRateLimit);
  app.addHook('onRequest', (request, reply, done) => {
    const owner = ownerOf(request);
    if (owner === undefined) return done();
    const taken = buckets.take(owner);
    done(told(reply, { policy: 'caller', perMinute: buckets.perMinute, taken }));
  });
}

function isLimited(request: FastifyRequest): boolean {
  return !isUnlimitedRoute(request.routeOptions.url ?? '');
}

export function isUnlimitedRoute(url: string): boolean {
  return url === consoleRoute || unlimitedRoutes.test(url);
}

interface Limit {
  readonly policy: string;
  readonly perMinute: number;
  readonly taken: Taken;
}

/** The refusal, if it is one. */
function told(reply: FastifyReply, { policy, perMinute, taken }: Limit): HarborError | undefined {
  const remaining = taken.kind === 'taken' ? taken.remaining : 0;
  const fullInSeconds = Math.ceil(((perMinute - remaining) * 60) / perMinute);
  void reply.headers({
    'ratelimit-policy': `"${policy}";q=${perMinute};w=60`,
    ratelimit: `"${policy}";r=${remaining};t=${fullInSeconds}`,
  });
  if (taken.kind === 'taken') return undefined;
  void reply.header('retry-after', String(taken.retryAfterSeconds));
  return new HarborError('RATE_LIMITED', { details: { policy } });
}
