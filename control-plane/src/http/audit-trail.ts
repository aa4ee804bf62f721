// One audit event for each request that changes something: begun here, written by the first unit of work that commits,
// and at the latest before the answer when a request succeeded without writing anything.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditActor } from '../domain/audit/audit-event.ts';
import { AuditScope, type AuditScopes } from '../domain/audit/audit-scope.ts';
import type { UnitOfWork } from '../domain/unit-of-work.ts';
import { callerOf } from './access.ts';
import { idempotentKeyHashOf } from './idempotency.ts';
import { hasReceipts } from './open-routes.ts';

interface AuditTrailServices {
  readonly auditScopes: AuditScopes;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
/** What is too long to be asked in an address. They change nothing, and forms ask them at each pause in typing. */
export const questions: readonly string[] = [
  'POST /api/registries/preview-filters',
  'POST /api/retention-rules/preview',
  'POST /api/notification-rules/preview',
  'POST /api/policies/dry-run',
  'POST /api/links/inspect',
];
/** A browser comes back from the identity provider by a plain visit, and somebody is signed in then. */
const signInByVisit = '/api/oidc/callback';
const nobody: AuditActor = { kind: 'nobody', id: '', name: '' };

export function keepAuditTrail(app: FastifyInstance, services: AuditTrailServices): void {
  const { auditScopes, unitOfWork, clock } = services;
  const scopes = new WeakMap<FastifyRequest, AuditScope>();
  app.addHook('preHandler', (request, _reply, done) => {
    if (!isAudited(request)) {
      done();
      return;
    }
    const scope = scopeOf(request);
    scopes.set(request, scope);
    auditScopes.run(scope, done);
  });
  app.addHook('onSend', async (request, reply) => {
    const scope = scopes.get(request);
    if (scope?.isOpen !== true) return;
    scope.close();
    const { orgId } = scope;
    if (reply.statusCode >= 400 || orgId === undefined) return;
    await unitOfWork.write(orgId, (stores) => stores.audit.append(scope.event(clock.now())));
  });
}

/** Routes that change something and leave an event of the audit log. */
export function isAuditedRoute(method: string, url: string): boolean {
  if (safeMethods.includes(method) || questions.includes(`${method} ${url}`)) return false;
  return !hasReceipts(method, url);
}

function isAudited(request: FastifyRequest): boolean {
  const { url } = request.routeOptions;
  if (url === undefined) return false;
  return isAuditedRoute(request.method, url) || (request.method === 'GET' && url === signInByVisit);
}

function scopeOf(request: FastifyRequest): AuditScope {
  const caller = callerOf(request);
  const url = request.routeOptions.url ?? '';
  const { id = '' } = request.params as { readonly id?: string };
  return new AuditScope({
    action: `${request.method} ${url}`,
    actor: caller?.actor ?? nobody,
    address: request.ip,
    requestId: request.id,
    orgId: caller?.orgId,
    target: { kind: url.split('/')[2] ?? '', id },
    idempotentKeyHash: idempotentKeyHashOf(request),
  });
}
