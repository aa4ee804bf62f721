// Builds an advisory file record by record, from nothing or on top of a copy of an earlier one. The file is of no use
// until `finish` has returned; a crash before leaves a temporary file behind and nothing else.
import {
  applicationId,
  createTables,
  formatVersion,
  removeReplaced,
} from '@harborguard/shared/advisories/advisory-file-format.ts';
import type { AdvisoryDescription } from '@harborguard/shared/advisories/advisory-query.ts';
import type { AdvisoryRow, AffectedPackage } from '@harborguard/shared/advisories/advisory-row.ts';
import Database from 'better-sqlite3';
import { prepareWriterStatements } from './advisory-file-statements.ts';
import { borrowSeverities } from './borrow-severities.ts';
import type { CveSignals } from './signal-feed.ts';
import { writePackageDigests } from './write-package-digests.ts';

type Counts = 'records' | 'affectedPackages' | 'ecosystems' | 'leftOut' | 'ecosystemRecords';
export type FileFacts = Omit<AdvisoryDescription, Counts>;

export class AdvisoryFileWriter {
  readonly #database: Database.Database;
  readonly #statements: ReturnType<typeof prepareWriterStatements>;
  readonly #isContinued: boolean;
  #lastAdvisory: number;

  /** `continued`: the path holds a copy of a file to change, else nothing. */
  constructor(path: string, options: { readonly continued?: boolean } = {}) {
    this.#isContinued = options.continued === true;
    this.#database = new Database(path);
    // Nothing here has to survive a crash, so nothing waits for the disk.
    this.#database.pragma('journal_mode = OFF');
    this.#database.pragma('synchronous = OFF');
    if (!this.#isContinued) {
      this.#database.pragma(`application_id = ${applicationId}`);
      this.#database.pragma(`user_version = ${formatVersion}`);
      this.#database.exec(createTables);
    }
    this.#statements = prepareWriterStatements(this.#database);
    this.#lastAdvisory = this.#statements.lastAdvisory.get()?.number ?? 0;
    this.#database.exec('BEGIN');
  }

  /** Of two copies of one record the later modified one stays. */
  add(advisory: AdvisoryRow, affected: readonly AffectedPackage[]): 'added' | 'replaced' | 'older' {
    const known = this.#statements.selectAdvisory.get(advisory.id);
    if (known !== undefined && known.modified_at_ms >= advisory.modifiedAtMs) return 'older';
    this.remove(advisory.id);
    const number = this.#insertAdvisory(advisory);
    const statementNumbers = new Map<string, number>();
    for (const entry of affected) this.#insertAffected(number, entry, statementNumbers);
    return known === undefined ? 'added' : 'replaced';
  }

  /** Remembers a record that nothing can be matched with; an older copy with packages goes. */
  leaveOut({ id, aliases, modifiedAtMs, severity }: AdvisoryRow): void {
    if ((this.modifiedAtMs(id) ?? -1) >= modifiedAtMs) return;
    this.remove(id);
    const rating = severity.level === 'unknown' ? null : JSON.stringify({ aliases, severity });
    this.#statements.insertLeftOut.run(id, modifiedAtMs, rating);
  }

  /** What its source no longer has. */
  remove(id: string): void {
    this.#statements.deleteAdvisory.run(id);
    this.#statements.deleteLeftOut.run(id);
  }

  /** Of the copy at hand, left out or not. */
  modifiedAtMs(id: string): number | undefined {
    const known = this.#statements.selectAdvisory.get(id) ?? this.#statements.selectLeftOut.get(id);
    return known?.modified_at_ms;
  }

  setProgress(ecosystem: string, content: object): void {
    this.#statements.setProgress.run(ecosystem, JSON.stringify(content));
  }

  /** Replaces what the feed said before; the other feed's columns stay. */
  setSignals(signals: CveSignals): void {
    const { clearEpss, clearKev, setEpss, setKev } = this.#statements;
    if (signals.kind === 'epss') {
      clearEpss.run();
      for (const [cve, epss, percentile] of signals.rows) setEpss.run(cve, epss, percentile);
    } else {
      clearKev.run();
      for (const [cve, addedAt, dueAt] of signals.rows) setKev.run(cve, addedAt, dueAt ?? null);
    }
    this.#statements.deleteSilent.run();
  }

  /** Keeps what the feeds said in an earlier file. */
  takeSignalsFrom(path: string): void {
    this.#database.exec('COMMIT');
    this.#database.prepare<[string]>('ATTACH ? AS earlier').run(path);
    this.#database.exec('INSERT OR IGNORE INTO main.signal SELECT * FROM earlier.signal');
    this.#database.exec(
      "INSERT OR IGNORE INTO main.progress SELECT * FROM earlier.progress WHERE ecosystem LIKE 'feed:%'",
    );
    this.#database.exec('DETACH earlier');
    this.#database.exec('BEGIN');
  }

  /** Cleans up, lends ratings, computes what changes are recognised by, and closes the file. */
  finish(facts: FileFacts): void {
    this.#database.exec(removeReplaced);
    borrowSeverities(this.#database);
    writePackageDigests(this.#database);
    for (const [key, value] of Object.entries({ ...facts, ...this.#counts() })) {
      if (value !== undefined) this.#statements.setMeta.run(key, JSON.stringify(value));
    }
    this.#database.exec('COMMIT');
    // A changed copy has few holes, and rewriting a large file for them takes longer than the change.
    if (!this.#isContinued) this.#database.exec('VACUUM');
    this.#database.close();
  }

  close(): void {
    this.#database.close();
  }

  #insertAdvisory(advisory: AdvisoryRow): number {
    // SQLite would give the number of a deleted row again, and with it the rows that belonged to it.
    this.#lastAdvisory += 1;
    const { id, modifiedAtMs } = advisory;
    const content = JSON.stringify(advisory);
    this.#statements.insertAdvisory.run(this.#lastAdvisory, id, modifiedAtMs, content);
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

  #counts(): Pick<AdvisoryDescription, Counts> {
    const counted = this.#statements.countEcosystems.all();
    return {
      records: this.#statements.countAdvisories.get()?.count ?? 0,
      affectedPackages: this.#statements.countPackages.get()?.count ?? 0,
      ecosystems: counted.map(({ ecosystem }) => ecosystem),
      ecosystemRecords: Object.fromEntries(counted.map((row) => [row.ecosystem, row.count])),
      leftOut: this.#statements.countLeftOut.get()?.count ?? 0,
    };
  }
}
