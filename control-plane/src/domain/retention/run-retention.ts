// Removes what the rules let go, in batches small enough that nobody waits for one of them. A run that does not come to its
// end goes on with the next.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { AuditActor } from '../audit/audit-event.ts';
import { pause } from '../pause.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { RetentionKind, RetentionRule } from './retention-rule.ts';
import { walkRetention } from './walk-retention.ts';

export interface RetentionDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
}

/** With an image go hundreds of packages and findings. A run is some seconds of work. */
const light = { rowsPerBatch: 500, rowsPerRun: 50_000 } as const;
const heavy = { rowsPerBatch: 10, rowsPerRun: 5_000 } as const;
const portions: Readonly<
  Record<RetentionKind, { readonly rowsPerBatch: number; readonly rowsPerRun: number }>
> = {
  'gone-tags': light,
  'untagged-images': heavy,
  'untagged-inventories': heavy,
  'resolved-findings': light,
};
/** Between two batches others get their turn at the database. */
const betweenBatchesMs = 20;

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
  const { rowsPerBatch, rowsPerRun } = portions[rule.kind];
  let removed = 0;
  let left: number = rowsPerRun;
  for await (const question of walkRetention({ unitOfWork, clock }, orgId, { scope: rule, now })) {
    if (isStopped() || left === 0) break;
    const limit = left;
    const found = await unitOfWork.read(orgId, ({ retention }) =>
      retention.candidates(question, limit),
    );
    left -= found.length;
    for (let from = 0; from < found.length && !isStopped(); from += rowsPerBatch) {
      const batch = found.slice(from, from + rowsPerBatch);
      const gone = await unitOfWork.write(orgId, (stores) =>
        stores.retention.remove(question, batch),
      );
      removed += gone.length;
      await pause(clock, betweenBatchesMs);
    }
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
