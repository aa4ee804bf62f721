// `first-owner`: prints a new link for the first owner, in place of the one printed before. It works beside a running
// server, on the same database.
import type { ControlPlaneConfig } from '../config.ts';
import { databasePath } from '../database-path.ts';
import { createPeople } from '../domain/people/create-people.ts';
import { linkAddress } from '../domain/people/link-address.ts';
import type { MintedLink } from '../domain/people/one-time-links.ts';
import { defaultOrganisationId } from '../domain/unit-of-work.ts';
import { createUnitOfWork } from '../store/create-unit-of-work.ts';
import { openDatabase } from '../store/database.ts';
import type { Command } from './command-context.ts';
import { UsageError } from './command-error.ts';
import { commandOptions } from './command-options.ts';

export const firstOwner: Command = async (context, args) => {
  commandOptions(args, {});
  const { config, terminal } = context;
  const database = await openDatabase(databasePath(config));
  try {
    const unitOfWork = createUnitOfWork(database.db);
    await unitOfWork.writeSystem((stores) =>
      stores.organisations.ensure(defaultOrganisationId, 'default', context.clock.now()),
    );
    const minted = await createPeople({ ...context, unitOfWork }).links.firstOwner();
    if (minted === undefined) throw new UsageError('there is an owner already');
    terminal.error('This link makes one person the owner, within 24 hours:\n');
    terminal.print(`${firstOwnerAddress(config, minted)}\n`);
  } finally {
    await database.close();
  }
};

export function firstOwnerAddress(
  { publicUrl, listen }: ControlPlaneConfig,
  { link, token }: MintedLink,
  url = `http://127.0.0.1:${listen.port}`,
): string {
  return linkAddress(publicUrl ?? url, link.kind, token);
}
