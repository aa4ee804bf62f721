// Who may do what: every route names the least role it wants or stands in the table of open routes; one that does
// neither stops the program at start. Keys and sessions are checked before a body is read.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../domain/keys/caller.ts';
import type { KeyService } from '../domain/keys/key-service.ts';
import { type Role, roleAtLeast } from '../domain/keys/roles.ts';
import type { PersonSessions } from '../domain/people/person-sessions.ts';
import { consoleRoute, isApiPath, isOpenRoute } from './open-routes.ts';
import { createDemandSameSite } from './same-site.ts';
import { createSessionCookie } from './session-cookie.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The least role that may call this route. */
    role?: Role;
  }
}

export interface AccessServices {
  readonly keys: Pick<KeyService, 'authenticate'>;
  readonly sessions: Pick<PersonSessions, 'authenticate'>;
  readonly publicUrl: string | undefined;
  readonly clock: { now(): number };
}

type Authenticate = (request: FastifyRequest, reply: FastifyReply) => Promise<Caller>;

const callers = new WeakMap<FastifyRequest, Caller>();

export function guardRoutes(app: FastifyInstance, services: AccessServices): void {
  const authenticate = createAuthenticate(services);
  app.addHook('onRoute', (route) => {
    const methods = Array.isArray(route.method) ? route.method : [route.method];
    const isOpen = methods.every((method) => isOpenRoute(method, route.url));
    if (!isOpen && route.config?.role === undefined) {
      throw new TypeError(`${methods.join()} ${route.url} is neither open nor names a role`);
    }
  });
  app.addHook('onRequest', async (request, reply) => {
    const { config, method } = request.routeOptions;
    const url = addressOf(request);
    const role = config.role;
    if (role === undefined && url !== undefined && isOpenRoute(String(method), url)) return;
    const caller = await authenticate(request, reply);
    // An address that does not exist says so, but only to somebody with a key or a session.
    if (url === undefined) return;
    if (role === undefined || !roleAtLeast(caller.role, role)) {
      throw new HarborError('FORBIDDEN', {
        details: { roleNeeded: role ?? 'none', yourRole: caller.role },
      });
    }
    callers.set(request, caller);
  });
}

/** The pattern of the route that answers; none for what only the console's files would catch below /api. */
function addressOf({ routeOptions, url }: FastifyRequest): string | undefined {
  if (routeOptions.url === consoleRoute && isApiPath(url)) return undefined;
  return routeOptions.url;
}

function createAuthenticate({ keys, sessions, publicUrl, clock }: AccessServices): Authenticate {
  const cookie = createSessionCookie(publicUrl);
  const demandSameSite = createDemandSameSite(publicUrl);
  return async (request, reply) => {
    const token = cookie.read(request);
    // Who sends a key means the key, also from a browser that is signed in.
    if (token === undefined || request.headers.authorization !== undefined) {
      return await callerByKey(request, keys);
    }
    const reading = await sessions.authenticate(token);
    if (reading.kind === 'refused') {
      cookie.clear(reply);
      throw new HarborError('UNAUTHORIZED');
    }
    demandSameSite(request);
    if (reading.renewed !== undefined) cookie.set(reply, reading.renewed, clock.now());
    return reading.caller;
  };
}

async function callerByKey(
  request: FastifyRequest,
  keys: Pick<KeyService, 'authenticate'>,
): Promise<Caller> {
  const principal = await keys.authenticate(bearerOf(request.headers.authorization));
  if (principal.kind === 'refused') throw new HarborError('UNAUTHORIZED');
  // A sensor's key opens links; whoever finds it in a container cannot read the inventory with it.
  if (principal.keyKind === 'sensor')
    throw new HarborError('FORBIDDEN', { details: { key: 'sensor' } });
  const { orgId, role, name, registryIds, keyId, expiresAt } = principal;
  return { orgId, role, name, registryIds, expiresAt, actor: { kind: 'key', id: keyId, name } };
}

function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer ([^\s]{1,256})$/i.exec(header ?? '')?.[1];
}

/** Undefined on open routes. */
export function callerOf(request: FastifyRequest): Caller | undefined {
  return callers.get(request);
}

/** Only for handlers of routes that want a role. */
export function principalOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new TypeError('an open route has no caller');
  return caller;
}

/** The registries a caller is limited to, as the filters want it. */
export function scopeOf(principal: Caller): { readonly registryIds?: readonly string[] } {
  return principal.registryIds.length === 0 ? {} : { registryIds: principal.registryIds };
}

export function maySee(principal: Caller, registryId: string): boolean {
  return principal.registryIds.length === 0 || principal.registryIds.includes(registryId);
}

/** Throws NOT_FOUND: what a key may not see does not exist for it. */
export function demandScope(principal: Caller, registryId: string): void {
  if (!maySee(principal, registryId))
    throw new HarborError('NOT_FOUND', { details: { registryId } });
}

/** Throws FORBIDDEN for a key limited to registries, where a route reaches beyond any of them. */
export function demandUnscoped(principal: Caller): void {
  if (principal.registryIds.length > 0) {
    throw new HarborError('FORBIDDEN', { details: { scope: 'registries' } });
  }
}

/** Who calls a route that reaches beyond single registries. Throws FORBIDDEN as `demandUnscoped` does. */
export function unscopedOf(request: FastifyRequest): Caller {
  const principal = principalOf(request);
  demandUnscoped(principal);
  return principal;
}
