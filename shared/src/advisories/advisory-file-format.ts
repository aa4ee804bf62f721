// The layout of the advisory file: one SQLite database, written once and then only read. A file of another format
// version is built again, never migrated. One program writes it, both read it.
import { Type } from 'typebox';
import { SignalFeedsSchema } from './cve-signal.ts';

/** "HGAD" in the header of the file. */
export const applicationId = 0x48474144;
export const formatVersion = 2;

// A statement is what one record says of a package; an update of a distro says the same of dozens of packages. Records
// without a package are left out, and remembered: they may rate others, and need not be fetched again. `progress` is how
// far the source was read, kept with what was read so that the two never disagree.
export const createTables = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE advisory (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    modified_at_ms INTEGER NOT NULL,
    content TEXT NOT NULL,
    borrowed TEXT
  );
  CREATE TABLE left_out (id TEXT PRIMARY KEY, modified_at_ms INTEGER NOT NULL, rating TEXT) WITHOUT ROWID;
  CREATE TABLE signal (
    cve TEXT PRIMARY KEY,
    epss REAL,
    percentile REAL,
    kev_added_at TEXT,
    kev_due_at TEXT
  ) WITHOUT ROWID;
  CREATE TABLE progress (ecosystem TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE package (
    number INTEGER PRIMARY KEY,
    ecosystem TEXT NOT NULL,
    name TEXT NOT NULL,
    digest BLOB,
    UNIQUE (ecosystem, name)
  );
  CREATE TABLE statement (number INTEGER PRIMARY KEY, content TEXT NOT NULL);
  CREATE TABLE affected (
    package INTEGER NOT NULL,
    advisory INTEGER NOT NULL,
    statement INTEGER NOT NULL,
    PRIMARY KEY (package, advisory, statement)
  ) WITHOUT ROWID;
`;

// Rows of records that a later copy replaced, and what only they referred to.
export const removeReplaced = `
  DELETE FROM affected WHERE advisory NOT IN (SELECT number FROM advisory);
  DELETE FROM statement WHERE number NOT IN (SELECT statement FROM affected);
  DELETE FROM package WHERE number NOT IN (SELECT package FROM affected);
`;

export const selectAffecting = `
  SELECT advisory.content AS advisory, advisory.borrowed AS borrowed, statement.content AS statement
  FROM package
  JOIN affected ON affected.package = package.number
  JOIN advisory ON advisory.number = affected.advisory
  JOIN statement ON statement.number = affected.statement
  WHERE package.ecosystem = ? AND package.name = ?
  ORDER BY advisory.id, statement.number
`;

export const selectSignal = `
  SELECT epss, percentile, kev_added_at, kev_due_at FROM signal WHERE cve = ?
`;

export const AdvisoryDescriptionSchema = Type.Object({
  builtAtMs: Type.Number(),
  newestModifiedAtMs: Type.Number(),
  records: Type.Integer({ minimum: 0 }),
  affectedPackages: Type.Integer({ minimum: 0 }),
  source: Type.String(),
  ecosystems: Type.Array(Type.String()),
  feeds: Type.Optional(SignalFeedsSchema),
  gitRangesSkipped: Type.Optional(Type.Integer({ minimum: 0 })),
  leftOut: Type.Optional(Type.Integer({ minimum: 0 })),
  ecosystemRecords: Type.Optional(Type.Record(Type.String(), Type.Integer({ minimum: 0 }))),
});
