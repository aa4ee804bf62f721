// The advisories in use as one file, for other control planes and for scans elsewhere: made when first asked for, kept
// until the advisories change.
import { open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { AdvisoryQuery } from '@harborguard/shared/advisories/advisory-query.ts';
import type { AdvisoryExport, ExportedAdvisories } from '../domain/advisories/advisory-export.ts';

export interface ExportOptions {
  readonly current: () => AdvisoryQuery | undefined;
  readonly databasePath: string;
  /** A free name in the data folder. */
  readonly exportPath: string;
  readonly write: (
    databasePath: string,
    path: string,
  ) => Promise<{ readonly bytes: number; readonly sha256: string }>;
}

interface Made {
  readonly of: AdvisoryQuery;
  readonly file: Promise<{ readonly bytes: number; readonly sha256: string }>;
}

export function createAdvisoryExport(options: ExportOptions): AdvisoryExport {
  let made: Made | undefined;
  const make = (of: AdvisoryQuery): Made => {
    const file = options.write(options.databasePath, options.exportPath);
    // What failed is tried again by the next who asks.
    file.catch(() => {
      made = undefined;
    });
    return { of, file };
  };
  return {
    async open(): Promise<ExportedAdvisories | undefined> {
      const current = options.current();
      if (current === undefined) return undefined;
      if (made?.of !== current) made = make(current);
      const { bytes, sha256 } = await made.file;
      return {
        bytes,
        etag: `"${sha256}"`,
        read: (from) => readFrom(options.exportPath, from),
      };
    },
    async close(): Promise<void> {
      await made?.file.catch(() => undefined);
      await rm(options.exportPath, { force: true });
    },
  };
}

/** Opened before it is answered: what takes the file's place in the meantime is another file. */
async function readFrom(path: string, start: number): Promise<Readable> {
  const file = await open(path, 'r');
  return file.createReadStream({ start });
}
