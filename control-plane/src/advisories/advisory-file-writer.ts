// Builds an advisory file record by record. The file is of no use until `finish` has returned; a crash before
// leaves a temporary file behind and nothing else.
import { createHash } from 'node:crypto';
import {
  applicationId,
  createTables,
  formatVersion,
  removeReplaced,
} from '@harborguard/shared/advisories/advisory-file-format.ts';
import type { AdvisoryDescription } from '@harborguard/shared/advisories/advisory-query.ts';
import type { AdvisoryRow, AffectedPackage } from '@harborguard/shared/advisories/advisory-row.ts';
import Database from 'better-sqlite3';

interface DigestRow {
  readonly package: number;
  readonly advisory: string;
  readonly statement: string;
}

// Enough to tell a change from none; nobody gains by forging one.
const digestBytes = 16;

export class AdvisoryFileWriter {
  readonly #database: Database.Database;
  readonly #statements: ReturnType<typeof prepareStatements>;
  #lastAdvisory = 0;

  constructor(path: string) {
    this.#database = new Database(path);
    // Nothing here has to survive a crash, so nothing waits for the disk.
    this.#database.pragma('journal_mode = OFF');
    this.#database.pragma('synchronous = OFF');
    this.#database.pragma(`application_id = ${applicationId}`);
    this.#database.pragma(`user_version = ${formatVersion}`);
    this.#database.exec(createTables);
    this.#statements = prepareStatements(this.#database);
    this.#database.exec('BEGIN');
  }

  /** Of two copies of one record the later modified one stays. */
  add(advisory: AdvisoryRow, affected: readonly AffectedPackage[]): 'added' | 'replaced' | 'older' {
    const known = this.#statements.selectAdvisory.get(advisory.id);
    if (known !== undefined && known.modified_at_ms >= advisory.modifiedAtMs) return 'older';
    if (known !== undefined) this.#statements.deleteAdvisory.run(known.number);
    const number = this.#insertAdvisory(advisory);
    const statementNumbers = new Map<string, number>();
    for (const entry of affected) this.#insertAffected(number, entry, statementNumbers);
    return known === undefined ? 'added' : 'replaced';
  }

  /** Cleans up, computes what changes are recognised by, and closes the file. */
  finish(facts: Omit<AdvisoryDescription, 'records' | 'affectedPackages' | 'ecosystems'>): void {
    this.#database.exec(removeReplaced);
    this.#writeDigests();
    for (const [key, value] of Object.entries({ ...facts, ...this.#counts() })) {
      this.#statements.insertMeta.run(key, JSON.stringify(value));
    }
    this.#database.exec('COMMIT');
    this.#database.exec('VACUUM');
    this.#database.close();
  }

  close(): void {
    this.#database.close();
  }

  #insertAdvisory(advisory: AdvisoryRow): number {
    // SQLite would give the number of a deleted row again, and with it the rows that belonged to it.
    this.#lastAdvisory += 1;
    const { id, modifiedAtMs } = advisory;
    this.#statements.insertAdvisory.run(
      this.#lastAdvisory,
      id,
      modifiedAtMs,
      JSON.stringify(advisory),
    );
    return this.#lastAdvisory;
  }

  #insertAffected(
    advisory: number,
    { ecosystem, packageName, ...statement }: AffectedPackage,
    statementNumbers: Map<string, number>,
  ): void {
    const content = JSON.stringify(statement);
    let number = statementNumbers.get(content);
    if (number === undefined) {
      number = Number(this.#statements.insertStatement.run(content).lastInsertRowid);
      statementNumbers.set(content, number);
    }
    this.#statements.insertAffected.run(
      this.#packageNumber(ecosystem, packageName),
      advisory,
      number,
    );
  }

  #packageNumber(ecosystem: string, name: string): number {
    const known = this.#statements.selectPackage.get(ecosystem, name);
    if (known !== undefined) return known.number;
    return Number(this.#statements.insertPackage.run(ecosystem, name).lastInsertRowid);
  }

  #writeDigests(): void {
    let current: number | undefined;
    let hash = createHash('sha256');
    const digests: [digest: Buffer, packageNumber: number][] = [];
    for (const row of this.#statements.selectForDigest.iterate()) {
      if (current !== undefined && row.package !== current) {
        digests.push([hash.digest().subarray(0, digestBytes), current]);
        hash = createHash('sha256');
      }
      current = row.package;
      hash.update(`${withoutModified(row.advisory)}\n${row.statement}\n`);
    }
    if (current !== undefined) digests.push([hash.digest().subarray(0, digestBytes), current]);
    for (const [digest, number] of digests) this.#statements.updateDigest.run(digest, number);
  }

  #counts(): Pick<AdvisoryDescription, 'records' | 'affectedPackages' | 'ecosystems'> {
    return {
      records: this.#statements.countAdvisories.get()?.count ?? 0,
      affectedPackages: this.#statements.countPackages.get()?.count ?? 0,
      ecosystems: this.#statements.selectEcosystems.all().map(({ ecosystem }) => ecosystem),
    };
  }
}

/** A record touched without a change of what is kept of it concerns nobody. */
function withoutModified(content: string): string {
  return content.replace(/"modifiedAtMs":-?[0-9]+,/, '');
}

function prepareStatements(database: Database.Database) {
  return {
    selectAdvisory: database.prepare<[string], { number: number; modified_at_ms: number }>(
      'SELECT number, modified_at_ms FROM advisory WHERE id = ?',
    ),
    deleteAdvisory: database.prepare<[number]>('DELETE FROM advisory WHERE number = ?'),
    insertAdvisory: database.prepare<[number, string, number, string]>(
      'INSERT INTO advisory (number, id, modified_at_ms, content) VALUES (?, ?, ?, ?)',
    ),
    selectPackage: database.prepare<[string, string], { number: number }>(
      'SELECT number FROM package WHERE ecosystem = ? AND name = ?',
    ),
    insertPackage: database.prepare<[string, string]>(
      'INSERT INTO package (ecosystem, name) VALUES (?, ?)',
    ),
    insertStatement: database.prepare<[string]>('INSERT INTO statement (content) VALUES (?)'),
    insertAffected: database.prepare<[number, number, number]>(
      'INSERT OR IGNORE INTO affected (package, advisory, statement) VALUES (?, ?, ?)',
    ),
    selectForDigest: database.prepare<[], DigestRow>(`
      SELECT affected.package AS package, advisory.content AS advisory, statement.content AS statement
      FROM affected
      JOIN advisory ON advisory.number = affected.advisory
      JOIN statement ON statement.number = affected.statement
      ORDER BY affected.package, advisory.id, statement.content
    `),
    updateDigest: database.prepare<[Buffer, number]>(
      'UPDATE package SET digest = ? WHERE number = ?',
    ),
    insertMeta: database.prepare<[string, string]>('INSERT INTO meta (key, value) VALUES (?, ?)'),
    countAdvisories: database.prepare<[], { count: number }>(
      'SELECT count(*) AS count FROM advisory',
    ),
    countPackages: database.prepare<[], { count: number }>('SELECT count(*) AS count FROM package'),
    selectEcosystems: database.prepare<[], { ecosystem: string }>(
      'SELECT DISTINCT ecosystem FROM package ORDER BY ecosystem',
    ),
  };
}
