// How far a source was read by the advisory file in use, as that file itself says.
import type { AdvisoryDescription } from '@harborguard/shared/advisories/advisory-query.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import Database from 'better-sqlite3';
import { openAdvisories } from './advisory-database.ts';
import type { Validators } from './download-store.ts';

/** Of one ecosystem of a bucket, or of a feed. */
export interface SourceProgress {
  /** The newest line of the list of changes that was read. */
  readonly newestMs?: number;
  readonly list?: Validators;
  readonly archive?: Validators;
  /** Of files on this machine: what they looked like. */
  readonly signature?: string;
}

export interface EarlierFile {
  readonly path: string;
  readonly source: string;
  readonly feeds: AdvisoryDescription['feeds'];
  readonly progress: ReadonlyMap<string, SourceProgress>;
}

/** Undefined when there is none that could be continued. */
export function readEarlierFile(path: string): EarlierFile | undefined {
  try {
    const advisories = openAdvisories(path);
    const { source, feeds } = advisories.describe();
    advisories.close();
    return { path, source, feeds, progress: readProgress(path) };
  } catch (error) {
    if (isHarborError(error)) return undefined;
    throw error;
  }
}

function readProgress(path: string): ReadonlyMap<string, SourceProgress> {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const rows = database
      .prepare<[], { ecosystem: string; content: string }>('SELECT * FROM progress')
      .all();
    return new Map(
      rows.map(({ ecosystem, content }) => [ecosystem, JSON.parse(content) as SourceProgress]),
    );
  } finally {
    database.close();
  }
}

/** When a record of the file was last modified; undefined where the file does not know it. */
export function knownRecords(path: string): {
  modifiedAtMs(id: string): number | undefined;
  close(): void;
} {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  const select = database.prepare<[string, string], { modified_at_ms: number }>(
    `SELECT modified_at_ms FROM advisory WHERE id = ?
     UNION ALL SELECT modified_at_ms FROM left_out WHERE id = ?`,
  );
  return {
    modifiedAtMs: (id) => select.get(id, id)?.modified_at_ms,
    close: () => database.close(),
  };
}
