// Who may do what: every route names the least role it wants or stands in the table of open routes; one that does
// neither stops the program at start. Keys are checked before a body is read.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { KeyService, Principal } from '../domain/keys/key-service.ts';
import { type Role, roleAtLeast } from '../domain/keys/roles.ts';
import { consoleRoute, isApiPath, isOpenRoute } from './open-routes.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The least role that may call this route. */
    role?: Role;
  }
}

const principals = new WeakMap<FastifyRequest, Principal>();

export function guardRoutes(app: FastifyInstance, keys: Pick<KeyService, 'authenticate'>): void {
  app.addHook('onRoute', (route) => {
    const methods = Array.isArray(route.method) ? route.method : [route.method];
    const isOpen = methods.every((method) => isOpenRoute(method, route.url));
    if (!isOpen && route.config?.role === undefined) {
      throw new TypeError(`${methods.join()} ${route.url} is neither open nor names a role`);
    }
  });
  app.addHook('onRequest', async (request) => {
    const { config, method } = request.routeOptions;
    const url = addressOf(request);
    const role = config.role;
    if (role === undefined && url !== undefined && isOpenRoute(String(method), url)) return;
    const principal = await authenticated(request, keys);
    // An address that does not exist says so, but only to somebody with a key.
    if (url === undefined) return;
    if (role === undefined || !roleAtLeast(principal.role, role)) {
      throw new HarborError('FORBIDDEN', { details: { role: role ?? 'none' } });
    }
  });
}

/** The pattern of the route that answers; none for what only the console's files would catch below /api. */
function addressOf({ routeOptions, url }: FastifyRequest): string | undefined {
  if (routeOptions.url === consoleRoute && isApiPath(url)) return undefined;
  return routeOptions.url;
}

async function authenticated(
  request: FastifyRequest,
  keys: Pick<KeyService, 'authenticate'>,
): Promise<Principal> {
  const principal = await keys.authenticate(bearerOf(request.headers.authorization));
  if (principal.kind === 'refused') throw new HarborError('UNAUTHORIZED');
  // A sensor's key opens links; whoever finds it in a container cannot read the inventory with it.
  if (principal.keyKind !== 'user')
    throw new HarborError('FORBIDDEN', { details: { key: 'sensor' } });
  principals.set(request, principal);
  return principal;
}

function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer ([^\s]{1,256})$/i.exec(header ?? '')?.[1];
}

/** Only for handlers of routes that want a role. */
export function principalOf(request: FastifyRequest): Principal {
  const principal = principals.get(request);
  if (principal === undefined) throw new TypeError('an open route has no principal');
  return principal;
}

/** The registries a key is limited to, as the filters want it. */
export function scopeOf(principal: Principal): { readonly registryIds?: readonly string[] } {
  return principal.registryIds.length === 0 ? {} : { registryIds: principal.registryIds };
}

export function maySee(principal: Principal, registryId: string): boolean {
  return principal.registryIds.length === 0 || principal.registryIds.includes(registryId);
}

/** Throws NOT_FOUND: what a key may not see does not exist for it. */
export function demandScope(principal: Principal, registryId: string): void {
  if (!maySee(principal, registryId))
    throw new HarborError('NOT_FOUND', { details: { registryId } });
}

/** Throws FORBIDDEN for a key limited to registries, where a route reaches beyond any of them. */
export function demandUnscoped(principal: Principal): void {
  if (principal.registryIds.length > 0) {
    throw new HarborError('FORBIDDEN', { details: { scope: 'registries' } });
  }
}
