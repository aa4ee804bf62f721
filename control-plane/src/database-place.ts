// Where the database of a configuration is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ControlPlaneConfig } from './config.ts';
import type { DatabasePlace } from './store/database.ts';
import { describeConnection } from './store/dialect/postgres/connection-settings.ts';

type Configured = Pick<ControlPlaneConfig, 'dataFolder' | 'database'>;

/** Throws FILE_UNREADABLE when the CA cannot be read. */
export function databasePlace({ dataFolder, database }: Configured): DatabasePlace {
  if (database === undefined) return join(dataFolder, 'control-plane.sqlite');
  const { connection, caFile } = database;
  return { kind: 'postgres', ...connection, ca: caFile && textOf(caFile) };
}

/** The file of the embedded database. Throws DATABASE_NOT_EMBEDDED where there is none. */
export function embeddedPath(config: Configured): string {
  const place = databasePlace(config);
  if (typeof place === 'string') return place;
  throw new HarborError('DATABASE_NOT_EMBEDDED', {
    details: { database: describeConnection(place) },
  });
}

/** For people, without the password. */
export function describePlace(place: DatabasePlace): string {
  return typeof place === 'string' ? place : describeConnection(place);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new HarborError('FILE_UNREADABLE', { details: { path }, cause });
  }
}
