// Lends ratings within an advisory file: advisories that nobody rated take that of records they name.
import type { AdvisoryRow, Severity } from '@harborguard/shared/advisories/advisory-row.ts';
import { KnownRatings } from '@harborguard/shared/advisories/borrow-severity.ts';
import type Database from 'better-sqlite3';

interface AdvisoryContent {
  readonly number: number;
  readonly content: string;
  readonly borrowed: string | null;
}

/** A DSA names DEBIAN-CVE records, which name CVEs: two steps are as far as it goes. */
const stepsMax = 2;

export function borrowSeverities(database: Database.Database): void {
  const ratings = ownRatings(database);
  let unrated = [...unratedAdvisories(database)];
  const before = new Map(unrated.map(({ number, borrowed }) => [number, borrowed]));
  const lent = new Map<number, string>();
  for (let step = 0; step < stepsMax && unrated.length > 0; step += 1) {
    const found = unrated.map((one) => ({ ...one, severity: ratings.for(one.advisory) }));
    for (const { number, advisory, severity } of found) {
      if (severity === undefined) continue;
      lent.set(number, JSON.stringify(severity));
      ratings.add({ ...advisory, severity });
    }
    unrated = found.filter(({ severity }) => severity === undefined);
  }
  const update = database.prepare<[string | null, number]>(
    'UPDATE advisory SET borrowed = ? WHERE number = ?',
  );
  for (const [number, borrowed] of before) {
    const now = lent.get(number) ?? null;
    if (now !== borrowed) update.run(now, number);
  }
}

function ownRatings(database: Database.Database): KnownRatings {
  const ratings = new KnownRatings();
  const rated = database.prepare<[], { content: string }>(
    `SELECT content FROM advisory WHERE content NOT LIKE '%"level":"unknown"%'`,
  );
  for (const { content } of rated.iterate()) {
    const advisory = JSON.parse(content) as AdvisoryRow;
    if (advisory.withdrawnAtMs === undefined) ratings.add(advisory);
  }
  const leftOut = database.prepare<[], { id: string; rating: string }>(
    'SELECT id, rating FROM left_out WHERE rating IS NOT NULL',
  );
  for (const { id, rating } of leftOut.iterate()) {
    const { aliases, severity } = JSON.parse(rating) as {
      aliases: readonly string[];
      severity: Severity;
    };
    ratings.add({ id, aliases, severity });
  }
  return ratings;
}

function* unratedAdvisories(
  database: Database.Database,
): Generator<{ number: number; borrowed: string | null; advisory: AdvisoryRow }> {
  const unrated = database.prepare<[], AdvisoryContent>(
    `SELECT number, content, borrowed FROM advisory WHERE content LIKE '%"level":"unknown"%'`,
  );
  for (const { number, content, borrowed } of unrated.iterate()) {
    const advisory = JSON.parse(content) as AdvisoryRow;
    if (advisory.severity.level === 'unknown') yield { number, borrowed, advisory };
  }
}
