// `create-key`: makes a user key, or the key of a sensor for cloud mode, and prints it, once. It works beside a running
// server, on the same database.
import { createKeyService, managedSensorKeyName } from '../domain/keys/key-service.ts';
import { isRole, roles } from '../domain/keys/roles.ts';
import { defaultOrganisationId, type UnitOfWork } from '../domain/unit-of-work.ts';
import { withAuditedDatabase } from './audited-database.ts';
import type { Command, CommandContext } from './command-context.ts';
import { UsageError } from './command-error.ts';
import { commandOptions } from './command-options.ts';

const dayMs = 24 * 60 * 60 * 1000;
const expiresDaysMax = 3650;
const nameLengthMax = 128;

const options = {
  name: { type: 'string' },
  role: { type: 'string' },
  'system-sensor': { type: 'boolean' },
  registry: { type: 'string', multiple: true },
  'expires-days': { type: 'string' },
} as const;

export const createKey: Command = async (context, args) => {
  const values = commandOptions(args, options);
  const name = values.name ?? '';
  if (name === '' || name.length > nameLengthMax) throw new UsageError('--name is required');
  const expiresAt = expiryOf(values['expires-days'], context);
  const request = {
    name,
    ...(values['system-sensor'] === true
      ? systemSensor(name, values.role ?? values.registry?.[0])
      : userOf(values.role, values.registry)),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  await withAuditedDatabase(context, 'create-key', async (unitOfWork) => {
    const keys = createKeyService({ ...context, unitOfWork });
    // Whoever can write the data folder owns the installation.
    const creator = { role: 'owner' as const, registryIds: [] };
    if ('isSystem' in request) await replaceSystemKey(unitOfWork, name, context);
    const minted = await keys.create(defaultOrganisationId, request, creator);
    context.terminal.error('This key is shown once; only its hash is stored.\n');
    context.terminal.print(`${minted.text}\n`);
  });
};

function userOf(role: string | undefined, registryIds: readonly string[] = []) {
  if (!isRole(role)) throw new UsageError(`--role is one of ${roles.join(', ')}`);
  return { kind: 'user', role, registryIds } as const;
}

/** Serves every cloud-mode registry of every organisation, so nothing narrower goes with it. */
function systemSensor(name: string, narrower: string | undefined) {
  if (name === managedSensorKeyName) throw new UsageError('--name is that of the managed sensor');
  if (narrower !== undefined) {
    throw new UsageError('--system-sensor takes neither --role nor --registry');
  }
  return { kind: 'sensor', role: 'ci', isSystem: true } as const;
}

/** Such keys are in no list, so this is how one is taken back: by making the next. */
async function replaceSystemKey(
  unitOfWork: UnitOfWork,
  name: string,
  { clock, terminal }: CommandContext,
): Promise<void> {
  const revoked = await unitOfWork.writeSystem((stores) =>
    stores.keys.revokeSystemKeys(name, clock.now()),
  );
  if (revoked.length > 0) terminal.error('The key of this name made before opens nothing now.\n');
}

function expiryOf(days: string | undefined, { clock }: CommandContext): number | undefined {
  if (days === undefined) return undefined;
  const count = Number(days);
  if (!/^[0-9]+$/.test(days) || count < 1 || count > expiresDaysMax) {
    throw new UsageError(`--expires-days is a whole number from 1 to ${expiresDaysMax}`);
  }
  return clock.now() + count * dayMs;
}
