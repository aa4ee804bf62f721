// Runs the configured external scanners on one image after another, so that the disk budget is that of one image. The folder
// is removed whatever happens; what a killed process left behind is removed at the next start.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Log } from '@harborguard/shared/ports.ts';
import type { ExternalReport } from '@harborguard/shared/protocol/external-report.ts';
import type { ExternalScanner, LayoutOnDisk, ScannerOutcome } from './external-scanner.ts';
import { type LayoutQuestion, writeLayout } from './write-layout.ts';

export interface ExternalScans {
  /** One report for each configured scanner. Throws only for an aborted signal. */
  scan(question: LayoutQuestion): Promise<readonly ExternalReport[]>;
}

export interface ExternalScansOptions {
  readonly scanners: readonly ExternalScanner[];
  /** Its own; everything in it is removed. */
  readonly folder: string;
  readonly diskBytesMax: number;
  readonly log: Log;
}

export function createExternalScans(options: ExternalScansOptions): ExternalScans {
  // Before the first image, what an earlier life of the process left behind.
  let last: Promise<unknown> = removeExternalFolder(options.folder, options.log);
  return {
    scan: (question) => {
      const turn = last.catch(() => undefined).then(() => scanOne(options, question));
      last = turn;
      return turn;
    },
  };
}

/** Also where no external scanner is configured any more: a killed process may have left an image behind. */
export async function removeExternalFolder(folder: string, log: Log): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    log.warn('folder of external scanners not removed', { folder, error });
  }
}

async function scanOne(
  { scanners, folder, diskBytesMax, log }: ExternalScansOptions,
  question: LayoutQuestion,
): Promise<readonly ExternalReport[]> {
  question.signal.throwIfAborted();
  const installed: ExternalScanner[] = [];
  for (const scanner of scanners) if (await scanner.isInstalled()) installed.push(scanner);
  const missing = scanners.filter((scanner) => !installed.includes(scanner));
  const absent = missing.map(({ name }) => unavailable(name, 'EXTERNAL_SCANNER_NOT_INSTALLED'));
  if (installed.length === 0) return absent;
  let work: string | undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    work = await mkdtemp(join(folder, 'image-'));
    const layout: LayoutOnDisk = {
      folder: join(work, 'layout'),
      temporaryFolder: join(work, 'tmp'),
    };
    await mkdir(layout.temporaryFolder);
    await writeLayout(question, layout.folder, diskBytesMax);
    const reports: ExternalReport[] = [...absent];
    for (const scanner of installed) {
      reports.push(reportOf(scanner, await scanner.scan(layout, question.signal)));
    }
    return reports;
  } catch (error) {
    question.signal.throwIfAborted();
    const code = isHarborError(error) ? error.code : codeOfFault(error);
    const { repository, digest } = question;
    log.warn('external scanners not run', { repository, digest, code });
    return [...absent, ...installed.map(({ name }) => unavailable(name, code))];
  } finally {
    if (work !== undefined) await rm(work, { recursive: true, force: true });
  }
}

function codeOfFault(error: unknown): ErrorCode {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' ? 'DISK_FULL' : 'FILE_UNWRITABLE';
}

const codes: Readonly<Record<Exclude<ScannerOutcome['kind'], 'reported'>, ErrorCode>> = {
  'not-installed': 'EXTERNAL_SCANNER_NOT_INSTALLED',
  'timed-out': 'EXTERNAL_SCANNER_TIMEOUT',
  failed: 'EXTERNAL_SCANNER_FAILED',
  'output-invalid': 'EXTERNAL_SCANNER_OUTPUT_INVALID',
};

function reportOf({ name }: ExternalScanner, outcome: ScannerOutcome): ExternalReport {
  if (outcome.kind !== 'reported') return unavailable(name, codes[outcome.kind]);
  return { scanner: name, outcome: 'reported', findings: [...outcome.findings] };
}

function unavailable(scanner: ExternalScanner['name'], code: ErrorCode): ExternalReport {
  return { scanner, outcome: 'unavailable', code, findings: [] };
}
