// The databases of both programs, and which control plane may write to one.
import type { ErrorRow } from './error-row.ts';

export const databaseErrors = {
  DATABASE_LOCKED: {
    meaning: 'Another process already uses this data folder.',
    retryable: false,
    httpStatus: 503,
    firstCheck: 'Stop the other process, or give this one a folder of its own.',
  },
  DATABASE_CORRUPT: {
    meaning: 'A database file is damaged and was set aside.',
    retryable: false,
    httpStatus: 503,
    firstCheck: 'Check the disk. The file set aside is named in the log.',
  },
  DATABASE_TOO_NEW: {
    meaning: 'The database was written by a newer version.',
    retryable: false,
    httpStatus: 503,
    firstCheck: 'Run the newer version again, or restore a backup.',
  },
  DATABASE_UNREACHABLE: {
    meaning: 'PostgreSQL does not answer, or the connection to it broke.',
    retryable: true,
    httpStatus: 503,
    firstCheck:
      'Check that it runs, the host and port of HARBORGUARD_DATABASE_URL, and that it has connections left.',
  },
  DATABASE_ACCESS_DENIED: {
    meaning: 'PostgreSQL refused the user, the password or the name of the database.',
    retryable: false,
    httpStatus: 503,
    firstCheck:
      'Check user, password and database in HARBORGUARD_DATABASE_URL, and the pg_hba.conf of the server.',
  },
  DATABASE_TLS_FAILED: {
    meaning: 'No trusted TLS connection to PostgreSQL could be made.',
    retryable: false,
    httpStatus: 503,
    firstCheck:
      'Name its CA with HARBORGUARD_DATABASE_CA_FILE and the host its certificate is for; a server without TLS on a network you trust needs ?sslmode=disable.',
  },
  DATABASE_VERSION_UNSUPPORTED: {
    meaning: 'This PostgreSQL is too old, or the database is not in UTF-8.',
    retryable: false,
    httpStatus: 503,
    firstCheck: 'Use PostgreSQL 14 or later, and a database with ENCODING UTF8.',
  },
  DATABASE_RIGHTS_MISSING: {
    meaning: 'The user of the database may not make or change its tables.',
    retryable: false,
    httpStatus: 503,
    firstCheck:
      'Make it the owner of the database, or grant it CREATE and USAGE on the schema and let it own the tables.',
  },
  DATABASE_NOT_EMBEDDED: {
    meaning: 'The command copies the embedded database, and this installation uses PostgreSQL.',
    retryable: false,
    httpStatus: 400,
    firstCheck: 'Use pg_dump and pg_restore; docs/postgresql.md has the commands.',
  },
  LEADERSHIP_LOST: {
    meaning: 'Another control plane has taken over on the same database.',
    retryable: true,
    httpStatus: 503,
    firstCheck:
      'Nothing to do when this process starts again as the one that waits; otherwise check its connection to PostgreSQL.',
  },
  STANDING_BY: {
    meaning: 'This control plane waits for the one that works on the same database to end.',
    retryable: true,
    httpStatus: 503,
    firstCheck: 'Ask the other one; send traffic only to the one whose /readyz answers 200.',
  },
} as const satisfies Record<string, ErrorRow>;
