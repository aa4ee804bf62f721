// Units of work that leave a trace: the first one of a request or command that commits also writes its audit event, in
// the same transaction. Either both are there or neither; work that nobody asked for leaves none.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { Stores, SystemStores, UnitOfWork } from '../unit-of-work.ts';
import type { AuditScope, AuditScopes } from './audit-scope.ts';

export function createAuditedUnitOfWork(
  unitOfWork: UnitOfWork,
  { scopes, clock }: { readonly scopes: Pick<AuditScopes, 'current'>; readonly clock: Clock },
): UnitOfWork {
  const openScope = (): AuditScope | undefined => {
    const scope = scopes.current();
    return scope?.isOpen === true ? scope : undefined;
  };
  return {
    read: unitOfWork.read,
    readSystem: unitOfWork.readSystem,
    write: async (orgId, run) => {
      const scope = openScope();
      if (scope === undefined) return await unitOfWork.write(orgId, run);
      let isRecorded = false;
      const result = await unitOfWork.write(orgId, async (stores) => {
        const outcome = await run(described(stores, scope));
        isRecorded = !scope.isUnchanged;
        if (isRecorded) await record(stores, scope, clock.now());
        return outcome;
      });
      if (isRecorded) scope.recorded();
      return result;
    },
    writeSystem: async (run) => {
      const scope = openScope();
      if (scope === undefined) return await unitOfWork.writeSystem(run);
      let isRecorded = false;
      const result = await unitOfWork.writeSystem(async (stores) => {
        const outcome = await run(describedSystem(stores, scope));
        // Somebody who is not known belongs to no organisation, and to no organisation's log.
        if (scope.orgId !== undefined && !scope.isUnchanged) {
          await record(stores.organisation(scope.orgId), scope, clock.now());
          isRecorded = true;
        }
        return outcome;
      });
      if (isRecorded) scope.recorded();
      return result;
    },
  };
}

async function record(stores: Stores, scope: AuditScope, now: number): Promise<void> {
  await stores.audit.append(scope.event(now));
  const { idempotentKeyHash } = scope;
  if (idempotentKeyHash !== undefined) await stores.idempotentAnswers.noteEffect(idempotentKeyHash);
}

function described(stores: Stores, scope: AuditScope): Stores {
  const { audit } = stores;
  return {
    ...stores,
    audit: { ...audit, describe: (details) => scope.describe(audit.orgId, details) },
  };
}

function describedSystem(stores: SystemStores, scope: AuditScope): SystemStores {
  return { ...stores, organisation: (orgId) => described(stores.organisation(orgId), scope) };
}
