// Where the embedded database of a configuration lies.
import { join } from 'node:path';
import type { ControlPlaneConfig } from './config.ts';

export function databasePath(config: Pick<ControlPlaneConfig, 'dataFolder'>): string {
  return join(config.dataFolder, 'control-plane.sqlite');
}
