// `rewrap-keys`: after a start with a new key and the one before it, wraps every data key with the new one. It works
// beside a running server, on the same database.
import { openKeyring } from '../domain/credentials/open-keyring.ts';
import { rewrapDataKeys } from '../domain/credentials/rewrap-data-keys.ts';
import { createKeySources } from '../outbound/key-sources.ts';
import { withAuditedDatabase } from './audited-database.ts';
import type { Command } from './command-context.ts';
import { commandOptions } from './command-options.ts';
import { existingDatabase } from './existing-database.ts';

/** So that a large installation shows that it goes on, and a small one is not flooded with lines. */
const keysPerLine = 1000;

export const rewrapKeys: Command = async (context, args) => {
  commandOptions(args, {});
  const { config, random, terminal } = context;
  existingDatabase(config);
  await withAuditedDatabase(context, 'rewrap-keys', async (unitOfWork) => {
    const keyring = await openKeyring(unitOfWork, createKeySources(config, random));
    const count = await rewrapDataKeys(unitOfWork, keyring, ({ done, total }) => {
      if (done % keysPerLine === 0) terminal.error(`${done} of ${total}\n`);
    });
    terminal.print(`${count} keys wrapped with ${keyring.current.id}\n`);
    if (keyring.previous !== undefined) {
      terminal.print('HARBORGUARD_KEY_ENCRYPTION_KEY_PREVIOUS is not needed any more\n');
    }
  });
};
