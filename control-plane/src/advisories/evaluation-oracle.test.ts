// Holds the evaluation of ranges to a second, naive reading of the pseudo-code in the OSV schema, for every range of
// a real pack and versions around each of its boundaries. Skipped where the pack is absent.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type {
  AffectedPackage,
  RangeEvent,
  VersionRange,
} from '@harborguard/shared/advisories/advisory-row.ts';
import { evaluateAffected } from '@harborguard/shared/match/evaluate-affected.ts';
import type { VersionOrder } from '@harborguard/shared/match/version-order/compare-digits.ts';
import { compareSemver } from '@harborguard/shared/match/version-order/compare-semver.ts';
import { versionOrderOf } from '@harborguard/shared/match/version-order/version-order-of.ts';
import Database from 'better-sqlite3';
import { ImportWorkshop } from './testing/import-workshop.ts';

const packPath = fileURLToPath(
  new URL('../../../../shared/advisories/osv-bucket.zip', import.meta.url),
);
const skip = existsSync(packPath) ? false : 'the advisory pack is not on this machine';

class Incomparable extends Error {}

test('every range of the pack evaluates as the published pseudo-code says', { skip }, async (t) => {
  const workshop = await ImportWorkshop.open(t);
  await workshop.import(packPath);
  let evaluations = 0;
  let undetermined = 0;

  for (const affected of everyAffected(workshop.databasePath)) {
    for (const version of versionsAround(affected)) {
      const outcome = evaluateAffected(version, affected).kind;
      const expected = oracle(version, affected);
      assert.equal(outcome, expected, `${version} ${JSON.stringify(affected)}`);
      evaluations += 1;
      undetermined += Number(outcome === 'undetermined');
    }
  }

  assert.ok(evaluations > 300_000, `${evaluations} evaluations`);
  assert.ok(undetermined < evaluations / 20, `${undetermined} of ${evaluations} undetermined`);
});

/** Each different statement of each ecosystem once: updates of a distro repeat theirs for many packages. */
function* everyAffected(path: string): Generator<AffectedPackage> {
  const database = new Database(path, { readonly: true });
  const rows = database.prepare<[], { ecosystem: string; content: string }>(`
    SELECT DISTINCT package.ecosystem AS ecosystem, statement.content AS content
    FROM affected
    JOIN package ON package.number = affected.package
    JOIN statement ON statement.number = affected.statement
  `);
  try {
    for (const { ecosystem, content } of rows.iterate()) {
      const statement = JSON.parse(content) as Pick<AffectedPackage, 'ranges' | 'versions'>;
      yield { ecosystem, packageName: 'any', ...statement };
    }
  } finally {
    database.close();
  }
}

function versionsAround({ ranges, versions }: AffectedPackage): ReadonlySet<string> {
  const boundaries = ranges.flatMap(({ events }) => events.map(([, version]) => version));
  const around = boundaries.flatMap((version) => [
    version,
    `${version}.1`,
    `${version}~1`,
    `${version}-1`,
    `${version}rc1`,
    version.replace(/[0-9]+(?=[^0-9]*$)/, (digits) => String(Math.max(0, Number(digits) - 1))),
    version.replace(/[0-9]+(?=[^0-9]*$)/, (digits) => String(Number(digits) + 1)),
  ]);
  return new Set(['0', '0.0.1', '999999999', 'no version', ...versions.slice(0, 3), ...around]);
}

function oracle(version: string, affected: AffectedPackage): string {
  const ecosystemOrder = versionOrderOf(affected.ecosystem);
  const order: VersionOrder = ecosystemOrder ?? ((a, b) => (a === b ? 0 : undefined));
  let isUnknown = false;
  for (const range of affected.ranges) {
    try {
      const isIncluded = includedInRange(
        version,
        range,
        range.type === 'SEMVER' ? compareSemver : order,
      );
      if (isIncluded) return 'affected';
    } catch (error) {
      if (!(error instanceof Incomparable)) throw error;
      isUnknown = true;
    }
  }
  for (const listed of affected.versions) {
    if (listed === version || order(listed, version) === 0) return 'affected';
  }
  return isUnknown ? 'undetermined' : 'not-affected';
}

function includedInRange(version: string, range: VersionRange, order: VersionOrder): boolean {
  const limits = range.events.filter(([kind]) => kind === 'limit');
  const isBelowALimit = limits.some(
    ([, limit]) => limit === '*' || compare(version, limit, order) < 0,
  );
  if (limits.length > 0 && !isBelowALimit) return false;
  let vulnerable = false;
  for (const [kind, at] of insertionSorted(range.events, order)) {
    if (kind === 'introduced' && (at === '0' || compare(version, at, order) >= 0))
      vulnerable = true;
    if (kind === 'fixed' && compare(version, at, order) >= 0) vulnerable = false;
    if (kind === 'last_affected' && compare(version, at, order) > 0) vulnerable = false;
  }
  return vulnerable;
}

function insertionSorted(events: readonly RangeEvent[], order: VersionOrder): RangeEvent[] {
  const sorted: RangeEvent[] = [];
  for (const event of events) {
    let place = sorted.length;
    while (place > 0 && comesAfter(sorted[place - 1], event, order)) place -= 1;
    sorted.splice(place, 0, event);
  }
  return sorted;
}

function comesAfter(left: RangeEvent | undefined, right: RangeEvent, order: VersionOrder): boolean {
  if (left === undefined || (left[0] === 'introduced' && left[1] === '0')) return false;
  if (right[0] === 'introduced' && right[1] === '0') return true;
  return compare(left[1], right[1], order) > 0;
}

function compare(version: string, at: string, order: VersionOrder): number {
  const result = order(version, at);
  if (result === undefined) throw new Incomparable();
  return result;
}
