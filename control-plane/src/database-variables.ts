// The variables that choose the database.

import type { Values } from '@harborguard/shared/configuration/read-variables.ts';
import { text } from '@harborguard/shared/configuration/variable-readers.ts';
import {
  type ConnectionSettings,
  parseDatabaseUrl,
} from './store/dialect/postgres/connection-settings.ts';

export const databaseVariables = {
  databaseUrl: {
    name: 'HARBORGUARD_DATABASE_URL',
    purpose:
      'A PostgreSQL in place of the embedded database: postgres://USER:PASSWORD@HOST:PORT/DATABASE, with ?sslmode=disable, require or verify-full.',
    optional: true,
    secret: true,
    read: parseDatabaseUrl,
  },
  databaseCaFile: {
    name: 'HARBORGUARD_DATABASE_CA_FILE',
    purpose: 'PEM file with the CA of that PostgreSQL; the system’s CAs when unset.',
    optional: true,
    read: text,
  },
} as const;

export interface DatabaseConfig {
  readonly connection: ConnectionSettings;
  readonly caFile: string | undefined;
}

/** Undefined: the embedded database. */
export function databaseOf({
  databaseUrl,
  databaseCaFile,
}: Values<typeof databaseVariables>): DatabaseConfig | undefined {
  return databaseUrl && { connection: databaseUrl, caFile: databaseCaFile };
}
