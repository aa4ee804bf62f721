// The external scanners of the configuration, as programs; nothing at all unless they are asked for.
import { join } from 'node:path';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { ExternalScannerName } from '@harborguard/shared/protocol/external-report.ts';
import { createExternalScans, type ExternalScans, removeExternalFolder } from './external-scans.ts';
import { grype } from './grype.ts';
import { createProgramScanner, type ProgramRow } from './program-scanner.ts';
import { trivy } from './trivy.ts';

export interface ExternalScannerConfig {
  readonly names: readonly ExternalScannerName[];
  readonly programs: Readonly<Record<ExternalScannerName, string>>;
  readonly cacheFolder: string;
  readonly timeoutMs: number;
  readonly diskBytesMax: number;
  readonly searchPath: string;
}

const rows: Readonly<Record<ExternalScannerName, ProgramRow>> = { trivy, grype };

export function externalScansOf(
  config: ExternalScannerConfig,
  stateFolder: string,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): ExternalScans | undefined {
  const folder = join(stateFolder, 'external');
  if (config.names.length === 0) {
    void removeExternalFolder(folder, log);
    return undefined;
  }
  const { cacheFolder, timeoutMs, searchPath, diskBytesMax } = config;
  const scanners = config.names.map((name) => {
    const options = { program: config.programs[name], searchPath, cacheFolder, timeoutMs };
    return createProgramScanner(rows[name], options, clock);
  });
  return createExternalScans({ scanners, folder, diskBytesMax, log });
}
