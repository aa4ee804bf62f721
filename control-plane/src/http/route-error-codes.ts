// Which codes a route may refuse with: what follows from its form, and what it names besides. The document tells them,
// and an answer with another one is logged as a fault of ours, which fails every test that provokes it.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { isUnlimitedRoute } from './rate-limits.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route refuses with besides what follows from its form. */
    errors?: readonly ErrorCode[];
    errorCodes?: readonly ErrorCode[];
  }
}

/** A database that cannot be used, and a process that goes: anything may meet them. */
const everywhere: readonly ErrorCode[] = [
  'VALIDATION_FAILED',
  'DATABASE_LOCKED',
  'DATABASE_CORRUPT',
  'DATABASE_UNREACHABLE',
  'DATABASE_UNWRITABLE',
  'DISK_FULL',
  'LEADERSHIP_LOST',
  'STANDING_BY',
  'INTERNAL_ERROR',
  'SEAL_KEY_WRONG',
  'KEY_SERVICE_REFUSED',
  'KEY_SERVICE_KEY_UNUSABLE',
  'KEY_SERVICE_UNREACHABLE',
  'SHUTTING_DOWN',
];
const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

export function declareErrors(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    // The files of the console are no part of the document.
    if (route.schema?.hide === true) return;
    const errorCodes = errorCodesOf(route);
    route.config = { ...route.config, errorCodes };
    const { schema } = route;
    if (schema !== undefined) {
      const ownCodes = { 'x-own-error-codes': route.config.errors?.toSorted() ?? [] };
      route.schema = Object.assign({ 'x-error-codes': errorCodes }, ownCodes, schema);
    }
  });
}

function errorCodesOf({ method, url, config = {}, schema }: RouteOptions): readonly ErrorCode[] {
  const methods = Array.isArray(method) ? method : [method];
  const isChanging = methods.some((each) => !safeMethods.includes(each));
  const isGuarded = config.role !== undefined;
  const codes = new Set<ErrorCode>([
    ...everywhere,
    ...(isUnlimitedRoute(url) ? [] : (['RATE_LIMITED'] as const)),
    ...(isGuarded ? (['UNAUTHORIZED', 'FORBIDDEN'] as const) : []),
    ...(isGuarded && isChanging ? (['CROSS_SITE_REFUSED'] as const) : []),
    ...(isChanging ? (['PAYLOAD_TOO_LARGE'] as const) : []),
    ...(schema?.params === undefined ? [] : (['NOT_FOUND'] as const)),
    ...(isGuarded && methods.includes('POST')
      ? (['IDEMPOTENCY_ANSWER_LOST', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'] as const)
      : []),
    ...(config.errors ?? []),
  ]);
  return [...codes].toSorted();
}
