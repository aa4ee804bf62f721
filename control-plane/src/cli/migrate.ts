// `migrate`: brings the database to this version's schema and stops.

import { databasePath } from '../database-path.ts';
import { openDatabase } from '../store/database.ts';
import type { Command } from './command-context.ts';
import { commandOptions } from './command-options.ts';

export const migrate: Command = async ({ config, terminal }, args) => {
  commandOptions(args, {});
  const path = databasePath(config);
  const database = await openDatabase(path, {
    onMigrating: (names) =>
      terminal.error(`Bringing ${path} to this version: ${names.join(', ')}\n`),
  });
  await database.close();
  terminal.print(`${path} is up to date\n`);
};
