// `first-owner`: prints a new link for the first owner, in place of the one printed before. It works beside a running
// server, on the same database.
import type { ControlPlaneConfig } from '../config.ts';
import { createPeople } from '../domain/people/create-people.ts';
import { linkAddress } from '../domain/people/link-address.ts';
import type { MintedLink } from '../domain/people/one-time-links.ts';
import { withAuditedDatabase } from './audited-database.ts';
import type { Command } from './command-context.ts';
import { UsageError } from './command-error.ts';
import { commandOptions } from './command-options.ts';

const ownedAlready =
  'there is an owner already, who invites others; without a way in, create-key --role owner makes a key that signs in';

export const firstOwner: Command = async (context, args) => {
  commandOptions(args, {});
  const { config, terminal } = context;
  await withAuditedDatabase(context, 'first-owner', async (unitOfWork) => {
    const minted = await createPeople({ ...context, unitOfWork }).links.firstOwner();
    if (minted === undefined) throw new UsageError(ownedAlready);
    terminal.error('This link makes one person the owner, within 24 hours:\n');
    terminal.print(`${firstOwnerAddress(config, minted)}\n`);
  });
};

export function firstOwnerAddress(
  { publicUrl, listen }: ControlPlaneConfig,
  { link, token }: MintedLink,
  url = `http://127.0.0.1:${listen.port}`,
): string {
  return linkAddress(publicUrl ?? url, link.kind, token);
}
