// A digest for each package of all that the advisories say of it; two files are compared by these.
import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';

interface DigestRow {
  readonly package: number;
  readonly advisory: string;
  readonly borrowed: string | null;
  readonly statement: string;
}

// Enough to tell a change from none; nobody gains by forging one.
const digestBytes = 16;

export function writePackageDigests(database: Database.Database): void {
  const rows = database.prepare<[], DigestRow>(`
    SELECT affected.package AS package, advisory.content AS advisory, advisory.borrowed AS borrowed,
      statement.content AS statement
    FROM affected
    JOIN advisory ON advisory.number = affected.advisory
    JOIN statement ON statement.number = affected.statement
    ORDER BY affected.package, advisory.id, statement.content
  `);
  let current: number | undefined;
  let hash = createHash('sha256');
  const digests: [digest: Buffer, packageNumber: number][] = [];
  for (const row of rows.iterate()) {
    if (current !== undefined && row.package !== current) {
      digests.push([hash.digest().subarray(0, digestBytes), current]);
      hash = createHash('sha256');
    }
    current = row.package;
    hash.update(`${withoutModified(row.advisory)}\n${row.borrowed ?? ''}\n${row.statement}\n`);
  }
  if (current !== undefined) digests.push([hash.digest().subarray(0, digestBytes), current]);
  const update = database.prepare<[Buffer, number]>(
    'UPDATE package SET digest = ? WHERE number = ?',
  );
  for (const [digest, number] of digests) update.run(digest, number);
}

/** A record touched without a change of what is kept of it concerns nobody. */
function withoutModified(content: string): string {
  return content.replace(/"modifiedAtMs":-?[0-9]+,/, '');
}
