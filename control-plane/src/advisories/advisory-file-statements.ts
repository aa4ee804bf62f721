// The statements an advisory file is written with.
import type Database from 'better-sqlite3';

interface Known {
  readonly number: number;
  readonly modified_at_ms: number;
}

export function prepareWriterStatements(database: Database.Database) {
  return {
    ...recordStatements(database),
    ...packageStatements(database),
    ...factStatements(database),
  };
}

function recordStatements(database: Database.Database) {
  return {
    lastAdvisory: database.prepare<[], { number: number | null }>(
      'SELECT max(number) AS number FROM advisory',
    ),
    selectAdvisory: database.prepare<[string], Known>(
      'SELECT number, modified_at_ms FROM advisory WHERE id = ?',
    ),
    deleteAdvisory: database.prepare<[string]>('DELETE FROM advisory WHERE id = ?'),
    insertAdvisory: database.prepare<[number, string, number, string]>(
      'INSERT INTO advisory (number, id, modified_at_ms, content) VALUES (?, ?, ?, ?)',
    ),
    selectLeftOut: database.prepare<[string], Pick<Known, 'modified_at_ms'>>(
      'SELECT modified_at_ms FROM left_out WHERE id = ?',
    ),
    deleteLeftOut: database.prepare<[string]>('DELETE FROM left_out WHERE id = ?'),
    insertLeftOut: database.prepare<[string, number, string | null]>(
      'INSERT INTO left_out (id, modified_at_ms, rating) VALUES (?, ?, ?)',
    ),
  };
}

function packageStatements(database: Database.Database) {
  return {
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
    countEcosystems: database.prepare<[], { ecosystem: string; count: number }>(
      `SELECT package.ecosystem AS ecosystem, count(DISTINCT affected.advisory) AS count
       FROM package JOIN affected ON affected.package = package.number
       GROUP BY package.ecosystem ORDER BY package.ecosystem`,
    ),
    countPackages: database.prepare<[], { count: number }>('SELECT count(*) AS count FROM package'),
  };
}

function factStatements(database: Database.Database) {
  return {
    countAdvisories: database.prepare<[], { count: number }>(
      'SELECT count(*) AS count FROM advisory',
    ),
    countLeftOut: database.prepare<[], { count: number }>('SELECT count(*) AS count FROM left_out'),
    setMeta: database.prepare<[string, string]>(
      'INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)',
    ),
    setProgress: database.prepare<[string, string]>(
      'INSERT OR REPLACE INTO progress (ecosystem, content) VALUES (?, ?)',
    ),
    clearEpss: database.prepare('UPDATE signal SET epss = NULL, percentile = NULL'),
    clearKev: database.prepare('UPDATE signal SET kev_added_at = NULL, kev_due_at = NULL'),
    setEpss: database.prepare<[string, number, number]>(
      `INSERT INTO signal (cve, epss, percentile) VALUES (?, ?, ?)
       ON CONFLICT (cve) DO UPDATE SET epss = excluded.epss, percentile = excluded.percentile`,
    ),
    setKev: database.prepare<[string, string, string | null]>(
      `INSERT INTO signal (cve, kev_added_at, kev_due_at) VALUES (?, ?, ?)
       ON CONFLICT (cve) DO UPDATE SET kev_added_at = excluded.kev_added_at, kev_due_at = excluded.kev_due_at`,
    ),
    deleteSilent: database.prepare(
      'DELETE FROM signal WHERE epss IS NULL AND kev_added_at IS NULL',
    ),
  };
}
