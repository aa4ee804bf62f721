// `create-key`: makes a user key and prints it, once. It works beside a running server, on the same database.
import { createKeyService } from '../domain/keys/key-service.ts';
import { isRole, roles } from '../domain/keys/roles.ts';
import { defaultOrganisationId } from '../domain/unit-of-work.ts';
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
  registry: { type: 'string', multiple: true },
  'expires-days': { type: 'string' },
} as const;

export const createKey: Command = async (context, args) => {
  const values = commandOptions(args, options);
  const name = values.name ?? '';
  const { role } = values;
  if (name === '' || name.length > nameLengthMax) throw new UsageError('--name is required');
  if (!isRole(role)) throw new UsageError(`--role is one of ${roles.join(', ')}`);
  const expiresAt = expiryOf(values['expires-days'], context);
  const request = {
    name,
    kind: 'user' as const,
    role,
    registryIds: values.registry ?? [],
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  await withAuditedDatabase(context, 'create-key', async (unitOfWork) => {
    const keys = createKeyService({ ...context, unitOfWork });
    // Whoever can write the data folder owns the installation.
    const creator = { role: 'owner' as const, registryIds: [] };
    const minted = await keys.create(defaultOrganisationId, request, creator);
    context.terminal.error('This key is shown once; only its hash is stored.\n');
    context.terminal.print(`${minted.text}\n`);
  });
};

function expiryOf(days: string | undefined, { clock }: CommandContext): number | undefined {
  if (days === undefined) return undefined;
  const count = Number(days);
  if (!/^[0-9]+$/.test(days) || count < 1 || count > expiresDaysMax) {
    throw new UsageError(`--expires-days is a whole number from 1 to ${expiresDaysMax}`);
  }
  return clock.now() + count * dayMs;
}
