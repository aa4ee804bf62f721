// `audit verify` proves that no event of the audit log was changed or is missing; `audit prune` lets old ones go.

import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { createAuditService } from '../domain/audit/audit-service.ts';
import { createUnitOfWork } from '../store/create-unit-of-work.ts';
import { openDatabase } from '../store/database.ts';
import type { Command, CommandContext } from './command-context.ts';
import { UsageError } from './command-error.ts';
import { commandOptions } from './command-options.ts';
import { existingDatabase } from './existing-database.ts';

const dayMs = 24 * 60 * 60 * 1000;
const daysMax = 36_500;

export const audit: Command = async (context, [what, ...rest]) => {
  if (what === 'verify') await verify(context, rest);
  else if (what === 'prune') await prune(context, rest);
  else throw new UsageError('audit verify, or audit prune --older-than-days N');
};

async function verify(context: CommandContext, args: readonly string[]): Promise<void> {
  const { head, organisation } = commandOptions(args, {
    head: { type: 'string' },
    organisation: { type: 'string' },
  });
  const known = head === undefined ? undefined : chainEnd(head);
  if (known !== undefined && organisation === undefined) {
    throw new UsageError('--head belongs to one --organisation');
  }
  await withAudit(context, async (service, orgIds) => {
    const asked = orgIds.filter((id) => organisation === undefined || id === organisation);
    // Nothing proven must not look like nothing wrong.
    if (asked.length === 0) {
      throw new HarborError('NOT_FOUND', { details: { organisation: organisation ?? 'none yet' } });
    }
    for (const orgId of asked) {
      const verdict = await service.verify(orgId, known);
      if (verdict.kind === 'broken') {
        throw new HarborError('AUDIT_BROKEN', {
          details: { organisation: orgId, seq: verdict.seq, what: verdict.reason },
        });
      }
      context.terminal.print(`${orgId} whole ${verdict.end.seq}:${verdict.end.hash}\n`);
    }
  });
}

async function prune(context: CommandContext, args: readonly string[]): Promise<void> {
  const days = commandOptions(args, { 'older-than-days': { type: 'string' } })['older-than-days'];
  const count = Number(days);
  if (days === undefined || !/^[0-9]+$/.test(days) || count < 1 || count > daysMax) {
    throw new UsageError(`--older-than-days is a whole number from 1 to ${daysMax}`);
  }
  await withAudit(context, async (service, orgIds) => {
    for (const orgId of orgIds) {
      const removed = await service.prune(orgId, context.clock.now() - count * dayMs);
      context.terminal.print(`${orgId} removed ${removed}\n`);
    }
  });
}

async function withAudit(
  { config, clock }: CommandContext,
  run: (service: ReturnType<typeof createAuditService>, orgIds: readonly string[]) => Promise<void>,
): Promise<void> {
  const database = await openDatabase(existingDatabase(config));
  try {
    const unitOfWork = createUnitOfWork(database.db);
    const orgIds = await unitOfWork.readSystem((stores) => stores.organisations.ids());
    await run(createAuditService({ unitOfWork, clock }), orgIds);
  } finally {
    await database.close();
  }
}

function chainEnd(text: string): { readonly seq: number; readonly hash: string } {
  const parts = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text);
  if (parts === null) throw new UsageError('--head is SEQ:HASH, as verify prints it');
  return { seq: Number(parts[1]), hash: parts[2] ?? '' };
}
