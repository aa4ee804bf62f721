// One event in the audit log of every organisation for a command that is about the database as a whole.
import { type AuditFacts, operator } from '../domain/audit/audit-event.ts';
import type { UnitOfWork } from '../domain/unit-of-work.ts';

export interface NotedCommand {
  readonly action: string;
  readonly at: number;
  readonly after: AuditFacts;
}

export async function noteCommand(
  unitOfWork: UnitOfWork,
  { action, at, after }: NotedCommand,
): Promise<void> {
  await unitOfWork.writeSystem(async (stores) => {
    for (const orgId of await stores.organisations.ids()) {
      await stores.organisation(orgId).audit.append({
        ...{ at, actor: operator, address: '', requestId: '', action },
        ...{ target: { kind: 'database', id: '' }, before: undefined, after },
      });
    }
  });
}
