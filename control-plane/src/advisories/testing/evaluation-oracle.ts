// A second, naive reading of the pseudo-code in the OSV schema, and every statement of an advisory file to hold against it, at
// versions around each of its boundaries. For tests only.
import assert from 'node:assert/strict';
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

class Incomparable extends Error {}

export interface Evaluations {
  readonly statements: number;
  readonly evaluations: number;
  readonly undetermined: number;
  readonly ecosystems: ReadonlySet<string>;
}

/** Throws at the first that differs. Of each ecosystem one statement in `oneIn`, the first among them. */
export function holdAgainstOracle(path: string, oneIn = 1): Evaluations {
  const sums = { statements: 0, evaluations: 0, undetermined: 0 };
  const ofEcosystem = new Map<string, number>();
  for (const affected of everyAffected(path)) {
    const number = ofEcosystem.get(affected.ecosystem) ?? 0;
    ofEcosystem.set(affected.ecosystem, number + 1);
    if (number % oneIn !== 0) continue;
    sums.statements += 1;
    for (const version of versionsAround(affected)) {
      const outcome = evaluateAffected(version, affected).kind;
      const expected = oracle(version, affected);
      assert.equal(outcome, expected, `${version} ${JSON.stringify(affected)}`);
      sums.evaluations += 1;
      sums.undetermined += Number(outcome === 'undetermined');
    }
  }
  return { ...sums, ecosystems: new Set(ofEcosystem.keys()) };
}

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
