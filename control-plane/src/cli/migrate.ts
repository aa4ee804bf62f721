// `migrate`: brings the database to this version's schema and stops.

import { databasePlace, describePlace } from '../database-place.ts';
import { openDatabase } from '../store/database.ts';
import type { Command } from './command-context.ts';
import { commandOptions } from './command-options.ts';

export const migrate: Command = async ({ config, terminal }, args) => {
  commandOptions(args, {});
  const place = databasePlace(config);
  const name = describePlace(place);
  const database = await openDatabase(place, {
    onMigrating: (names) =>
      terminal.error(`Bringing ${name} to this version: ${names.join(', ')}\n`),
  });
  await database.close();
  terminal.print(`${name} is up to date\n`);
};
