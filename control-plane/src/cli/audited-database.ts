// The database as commands beside a server use it: what they change stands in the audit log, as done by the operator.
import { existsSync } from 'node:fs';
import { databasePlace } from '../database-place.ts';
import { operator } from '../domain/audit/audit-event.ts';
import { AuditScope } from '../domain/audit/audit-scope.ts';
import { createAuditedUnitOfWork } from '../domain/audit/audited-unit-of-work.ts';
import { defaultOrganisationId, type UnitOfWork } from '../domain/unit-of-work.ts';
import { createUnitOfWork } from '../store/create-unit-of-work.ts';
import { openDatabase } from '../store/database.ts';
import type { CommandContext } from './command-context.ts';

/** Opens, runs and closes. The first change `run` makes is recorded as `action`. */
export async function withAuditedDatabase<Result>(
  { config, clock, terminal }: CommandContext,
  action: string,
  run: (unitOfWork: UnitOfWork) => Promise<Result>,
): Promise<Result> {
  const place = databasePlace(config);
  const isNew = typeof place === 'string' && !existsSync(place);
  const database = await openDatabase(place);
  try {
    const unitOfWork = createUnitOfWork(database.db);
    await unitOfWork.writeSystem((stores) =>
      stores.organisations.ensure(defaultOrganisationId, 'default', clock.now()),
    );
    const scope = new AuditScope({
      ...{ action, actor: operator, address: '', requestId: '' },
      orgId: defaultOrganisationId,
      target: { kind: '', id: '' },
    });
    const result = await run(
      createAuditedUnitOfWork(unitOfWork, { scopes: { current: () => scope }, clock }),
    );
    // Right before the first start; else the folder of the running server was not named.
    if (isNew) terminal.error(`A new database was made for it: ${place}\n`);
    return result;
  } finally {
    await database.close();
  }
}
