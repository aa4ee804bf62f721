// The advisory file that the control plane builds, as a scan on the command line asks it: read-only, opened for one
// scan. It never builds one and reads no other form of advisories.
import { existsSync, statSync } from 'node:fs';
import {
  AdvisoryDescriptionSchema,
  applicationId,
  formatVersion,
  selectAffecting,
  selectSignal,
} from '@harborguard/shared/advisories/advisory-file-format.ts';
import type {
  AdvisoryDescription,
  AdvisoryQuery,
} from '@harborguard/shared/advisories/advisory-query.ts';
import type { AffectedRow } from '@harborguard/shared/advisories/advisory-row.ts';
import type { CveSignal } from '@harborguard/shared/advisories/cve-signal.ts';
import {
  affectedRowOf,
  type StoredAffecting,
  type StoredSignal,
  signalOf,
} from '@harborguard/shared/advisories/stored-row.ts';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import BetterSqlite3 from 'better-sqlite3';
import { Check } from 'typebox/value';
import type { Database, Statement } from './open-database.ts';

/** Throws FILE_UNREADABLE, ADVISORIES_NOT_BUILT, ADVISORIES_INVALID. */
export function openAdvisoryFile(path: string): AdvisoryFile {
  if (!existsSync(path)) throw new HarborError('FILE_UNREADABLE', { details: { path } });
  if (statSync(path).isDirectory()) throw notBuilt(path, 'a folder');
  const database = openReadOnly(path);
  try {
    return new AdvisoryFile(database);
  } catch (error) {
    database.close();
    if (isHarborError(error)) throw error;
    throw new HarborError('ADVISORIES_INVALID', { details: { path }, cause: error });
  }
}

export class AdvisoryFile implements AdvisoryQuery {
  readonly #database: Database;
  readonly #affecting: Statement<[string, string], StoredAffecting>;
  readonly #covers: Statement<[string]>;
  readonly #signal: Statement<[string], StoredSignal>;
  readonly #description: AdvisoryDescription;

  constructor(database: Database) {
    this.#database = database;
    this.#affecting = database.prepare<[string, string], StoredAffecting>(selectAffecting);
    this.#covers = database.prepare<[string]>('SELECT 1 FROM package WHERE ecosystem = ? LIMIT 1');
    this.#signal = database.prepare<[string], StoredSignal>(selectSignal);
    this.#description = readDescription(database);
  }

  affecting(ecosystem: string, packageName: string): readonly AffectedRow[] {
    const rows = this.#affecting.all(ecosystem, packageName);
    return rows.map((row) => affectedRowOf(ecosystem, packageName, row));
  }

  covers(ecosystem: string): boolean {
    return this.#covers.get(ecosystem) !== undefined;
  }

  signal(cve: string): CveSignal | undefined {
    return signalOf(this.#signal.get(cve));
  }

  describe(): AdvisoryDescription {
    return this.#description;
  }

  close(): void {
    this.#database.close();
  }
}

function openReadOnly(path: string): Database {
  let database: Database | undefined;
  try {
    database = new BetterSqlite3(path, { readonly: true, fileMustExist: true });
    const id = database.pragma('application_id', { simple: true });
    const version = database.pragma('user_version', { simple: true });
    if (id === applicationId && version === formatVersion) return database;
    const reason = id === applicationId ? `format ${String(version)}` : 'another database';
    throw notBuilt(path, reason);
  } catch (error) {
    database?.close();
    throw isHarborError(error) ? error : notBuilt(path, 'no database', error);
  }
}

function readDescription(database: Database): AdvisoryDescription {
  const rows = database.prepare<[], { key: string; value: string }>('SELECT * FROM meta').all();
  const entries = rows.map(({ key, value }) => [key, JSON.parse(value) as unknown]);
  const description: unknown = Object.fromEntries(entries);
  if (!Check(AdvisoryDescriptionSchema, description)) throw new HarborError('ADVISORIES_INVALID');
  return description;
}

function notBuilt(path: string, found: string, cause?: unknown): HarborError {
  return new HarborError('ADVISORIES_NOT_BUILT', { details: { path, found }, cause });
}
