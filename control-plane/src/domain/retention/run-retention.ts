// Removes what the rules let go, in batches small enough that nobody waits for one of them. A run that does not come to its
// end goes on with the next.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { AuditActor } from '../audit/audit-event.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { RetentionRule } from './retention-rule.ts';
import { walkRetention } from './walk-retention.ts';

export interface RetentionDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
}

/** Rows of one transaction. */
export const rowsPerBatch = 500;
/** Of one rule in one run: some seconds of work. */
const batchesPerRun = 100;

const retention: AuditActor = { kind: 'system', id: '', name: 'retention' };

/** Every enabled rule of every organisation, once. */
export async function runRetention(
  dependencies: RetentionDependencies,
  isStopped: () => boolean = () => false,
): Promise<void> {
  const { unitOfWork } = dependencies;
  for (const orgId of await unitOfWork.readSystem((stores) => stores.organisations.ids())) {
    const rules = await unitOfWork.read(orgId, (stores) => stores.retention.rules());
    for (const rule of rules) {
      if (isStopped()) return;
      if (rule.isEnabled) await runRule(dependencies, orgId, { rule, isStopped });
    }
  }
}

async function runRule(
  { unitOfWork, clock, log }: RetentionDependencies,
  orgId: string,
  { rule, isStopped }: { readonly rule: RetentionRule; readonly isStopped: () => boolean },
): Promise<void> {
  const now = clock.now();
  let removed = 0;
  let batches = 0;
  for await (const question of walkRetention(unitOfWork, orgId, { scope: rule, now })) {
    for (;;) {
      if (isStopped() || batches >= batchesPerRun) break;
      batches += 1;
      // Asked and removed in one transaction: a tag that comes back in between keeps what it shows.
      const count = await unitOfWork.write(orgId, async (stores) => {
        const candidates = await stores.retention.candidates(question, rowsPerBatch);
        if (candidates.length > 0) await stores.retention.remove(rule.kind, candidates);
        return candidates.length;
      });
      removed += count;
      if (count < rowsPerBatch) break;
    }
    if (isStopped() || batches >= batchesPerRun) break;
  }
  await unitOfWork.write(orgId, async (stores) => {
    await stores.retention.noteRun(rule.id, { at: now, removed });
    if (removed === 0) return;
    await stores.audit.append({
      ...{ at: now, actor: retention, address: '', requestId: '', action: 'retention.removed' },
      target: { kind: 'retention-rules', id: rule.id },
      before: undefined,
      after: { name: rule.name, kind: rule.kind, removed },
    });
  });
  if (removed > 0)
    log.info('retention removed rows', { ruleId: rule.id, kind: rule.kind, removed });
}
