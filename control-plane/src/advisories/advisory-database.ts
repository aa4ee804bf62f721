// The advisory file as the matcher asks for it: read-only, opened once, closed when a newer file takes its place.
// Opening the newer file is the caller's business.
import { existsSync } from 'node:fs';
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
import Database from 'better-sqlite3';
import { Value } from 'typebox/value';

export interface AdvisoryDatabase extends AdvisoryQuery {
  affecting(ecosystem: string, packageName: string): readonly AffectedRow[];
  close(): void;
}

// Images share most of their packages; this many lookups cover a base image several times over.
const cachedLookupsMax = 4000;

/** Fails with ADVISORIES_MISSING when there is no file and ADVISORIES_INVALID when it is not of this format. */
export function openAdvisories(path: string): AdvisoryDatabase {
  const database = openReadOnly(path);
  try {
    return new SqliteAdvisoryDatabase(database);
  } catch (error) {
    database.close();
    throw isHarborError(error) ? error : invalidFile('file-damaged', error);
  }
}

class SqliteAdvisoryDatabase implements AdvisoryDatabase {
  readonly #database: Database.Database;
  readonly #affecting: Database.Statement<[string, string], StoredAffecting>;
  readonly #covers: Database.Statement<[string]>;
  readonly #signal: Database.Statement<[string], StoredSignal>;
  readonly #description: AdvisoryDescription;
  readonly #lookups = new Map<string, readonly AffectedRow[]>();
  readonly #covered = new Map<string, boolean>();

  constructor(database: Database.Database) {
    this.#database = database;
    this.#affecting = database.prepare<[string, string], StoredAffecting>(selectAffecting);
    this.#covers = database.prepare<[string]>('SELECT 1 FROM package WHERE ecosystem = ? LIMIT 1');
    this.#signal = database.prepare<[string], StoredSignal>(selectSignal);
    this.#description = readDescription(database);
  }

  affecting(ecosystem: string, packageName: string): readonly AffectedRow[] {
    const key = `${ecosystem}\0${packageName}`;
    const known = this.#lookups.get(key);
    const rows = known ?? this.#read(ecosystem, packageName);
    // Entered again, a lookup becomes the youngest; the oldest goes first.
    this.#lookups.delete(key);
    this.#lookups.set(key, rows);
    const oldest = this.#lookups.keys().next().value;
    if (this.#lookups.size > cachedLookupsMax && oldest !== undefined) this.#lookups.delete(oldest);
    return rows;
  }

  covers(ecosystem: string): boolean {
    const known = this.#covered.get(ecosystem);
    if (known !== undefined) return known;
    const covered = this.#covers.get(ecosystem) !== undefined;
    this.#covered.set(ecosystem, covered);
    return covered;
  }

  signal(cve: string): CveSignal | undefined {
    return signalOf(this.#signal.get(cve));
  }

  describe(): AdvisoryDescription {
    return this.#description;
  }

  close(): void {
    this.#lookups.clear();
    this.#database.close();
  }

  #read(ecosystem: string, packageName: string): readonly AffectedRow[] {
    const rows = this.#affecting.all(ecosystem, packageName);
    return rows.map((row) => affectedRowOf(ecosystem, packageName, row));
  }
}

function openReadOnly(path: string): Database.Database {
  if (!existsSync(path)) throw new HarborError('ADVISORIES_MISSING');
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { readonly: true, fileMustExist: true });
    assertFormat(database);
    return database;
  } catch (error) {
    database?.close();
    throw invalidFile('not-an-advisory-file', error);
  }
}

function assertFormat(database: Database.Database): void {
  const id = database.pragma('application_id', { simple: true });
  const version = database.pragma('user_version', { simple: true });
  if (id !== applicationId || version !== formatVersion) {
    throw new Error(`the file has format ${String(id)}.${String(version)}`);
  }
}

function readDescription(database: Database.Database): AdvisoryDescription {
  const rows = database.prepare<[], { key: string; value: string }>('SELECT * FROM meta').all();
  const entries = rows.map(({ key, value }) => [key, JSON.parse(value) as unknown]);
  const description: unknown = Object.fromEntries(entries);
  if (!Value.Check(AdvisoryDescriptionSchema, description))
    throw invalidFile('description-damaged');
  return description;
}

function invalidFile(reason: string, cause?: unknown): HarborError {
  return new HarborError('ADVISORIES_INVALID', { details: { reason }, cause });
}
