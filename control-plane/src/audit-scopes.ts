// Which request the running code works for, carried along by the runtime through everything a request awaits.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditScope, AuditScopes } from './domain/audit/audit-scope.ts';

export function createAuditScopes(): AuditScopes {
  const storage = new AsyncLocalStorage<AuditScope>();
  return {
    current: () => storage.getStore(),
    run: (scope, work) => storage.run(scope, work),
  };
}
