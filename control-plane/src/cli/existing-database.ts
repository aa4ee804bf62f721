// The database of commands that read or mend what is there: a folder named by mistake is an error, not a new database
// in which all is well.
import { existsSync } from 'node:fs';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ControlPlaneConfig } from '../config.ts';
import { databasePlace } from '../database-place.ts';
import type { DatabasePlace } from '../store/database.ts';

/** Throws FILE_UNREADABLE where the embedded database is not there. */
export function existingDatabase(
  config: Pick<ControlPlaneConfig, 'dataFolder' | 'database'>,
): DatabasePlace {
  const place = databasePlace(config);
  if (typeof place === 'string' && !existsSync(place)) {
    const rule = 'HARBORGUARD_DATA_DIR names the folder of the control plane';
    throw new HarborError('FILE_UNREADABLE', { details: { path: place, rule } });
  }
  return place;
}
