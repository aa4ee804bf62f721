// A scanner that is a program: run without a shell, with an environment of its own making, bounded in time and output,
// killed with all it started. What the two programs do not share is in a row each.
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Clock } from '@harborguard/shared/ports.ts';
import type {
  ExternalFinding,
  ExternalScannerName,
} from '@harborguard/shared/protocol/external-report.ts';
import { runProgram } from '../identity/run-program.ts';
import type { ExternalScanner, LayoutOnDisk, ScannerOutcome } from './external-scanner.ts';

export interface ProgramRow {
  readonly name: ExternalScannerName;
  readonly programArguments: (layout: LayoutOnDisk) => readonly string[];
  /** Besides PATH, HOME and TMPDIR. */
  readonly environment: (cacheFolder: string) => Readonly<Record<string, string>>;
  /** Undefined when the output is not what the program writes. */
  readonly parse: (output: Uint8Array) => readonly ExternalFinding[] | undefined;
}

export interface ProgramScannerOptions {
  /** A name to look for in PATH, or a path. */
  readonly program: string;
  readonly searchPath: string;
  /** Where the program keeps its database; stays when the image is gone. */
  readonly cacheFolder: string;
  readonly timeoutMs: number;
}

/** Reports of the largest images take some tens of MiB. */
const outputBytesMax = 128 * 1024 * 1024;

export function createProgramScanner(
  row: ProgramRow,
  options: ProgramScannerOptions,
  clock: Clock,
): ExternalScanner {
  const { timeoutMs, cacheFolder, searchPath } = options;
  return {
    name: row.name,
    isInstalled: async () => (await findProgram(options)) !== undefined,
    scan: async (layout, signal) => {
      signal.throwIfAborted();
      const path = await findProgram(options);
      if (path === undefined) return { kind: 'not-installed' };
      const { temporaryFolder } = layout;
      const run = {
        ...{ path, input: '', timeoutMs, outputBytesMax, signal },
        programArguments: row.programArguments(layout),
        environment: {
          ...{ PATH: searchPath, HOME: temporaryFolder, TMPDIR: temporaryFolder },
          ...row.environment(cacheFolder),
        },
      };
      const end = await runProgram(run, clock);
      signal.throwIfAborted();
      switch (end.kind) {
        case 'timed-out':
          return { kind: 'timed-out' };
        case 'output-too-long':
          return { kind: 'output-invalid' };
        case 'broken':
          return end.reason === 'ENOENT' ? { kind: 'not-installed' } : { kind: 'failed' };
        case 'ended':
          return end.exitCode === 0 ? outcomeOf(row.parse(end.output)) : { kind: 'failed' };
      }
    },
  };
}

function outcomeOf(findings: readonly ExternalFinding[] | undefined): ScannerOutcome {
  return findings === undefined ? { kind: 'output-invalid' } : { kind: 'reported', findings };
}

async function findProgram({
  program,
  searchPath,
}: ProgramScannerOptions): Promise<string | undefined> {
  const candidates = isAbsolute(program)
    ? [program]
    : searchPath.split(delimiter).map((folder) => join(folder, program));
  for (const candidate of candidates) {
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Somewhere else, or nowhere.
    }
  }
  return undefined;
}
