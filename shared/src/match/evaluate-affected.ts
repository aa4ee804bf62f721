// Whether one version is affected by what a record says of its package: the evaluation of the OSV schema, with a
// third answer for versions that cannot be compared.
import type { AffectedPackage, RangeEvent, VersionRange } from '../advisories/advisory-row.ts';
import type { VersionOrder } from './version-order/compare-digits.ts';
import { compareSemver } from './version-order/compare-semver.ts';
import { versionOrderOf } from './version-order/version-order-of.ts';

export type Evaluation =
  | { readonly kind: 'affected'; readonly fixedIn?: string }
  | { readonly kind: 'not-affected' }
  | { readonly kind: 'undetermined' };

const noOrder: VersionOrder = (left, right) => (left === right ? 0 : undefined);

export function evaluateAffected(version: string, affected: AffectedPackage): Evaluation {
  const ecosystemOrder = versionOrderOf(affected.ecosystem) ?? noOrder;
  const outcomes = affected.ranges.map((range) => {
    const order = range.type === 'SEMVER' ? compareSemver : ecosystemOrder;
    return evaluateRange(version, range, order);
  });
  const hit = outcomes.find(({ kind }) => kind === 'affected');
  if (hit !== undefined) return hit;
  if (isListed(version, affected.versions, ecosystemOrder)) {
    return affectedUntil(firstFix(version, affected, ecosystemOrder));
  }
  return outcomes.find(({ kind }) => kind === 'undetermined') ?? { kind: 'not-affected' };
}

function evaluateRange(version: string, range: VersionRange, order: VersionOrder): Evaluation {
  const within = isBeforeLimit(version, range.events, order);
  if (within === false) return { kind: 'not-affected' };
  const events = sortEvents(range.events, order);
  if (within === undefined || events === undefined) return { kind: 'undetermined' };
  let isAffected = false;
  for (const [kind, eventVersion] of events) {
    const reached = compareWithEvent(version, [kind, eventVersion], order);
    if (reached === undefined) return { kind: 'undetermined' };
    if (kind === 'introduced' && reached >= 0) isAffected = true;
    if (kind === 'fixed' && reached >= 0) isAffected = false;
    if (kind === 'last_affected' && reached > 0) isAffected = false;
  }
  if (!isAffected) return { kind: 'not-affected' };
  return affectedUntil(
    events.find(([kind, fix]) => kind === 'fixed' && isBelow(order(version, fix)))?.[1],
  );
}

/** Without limits; undefined when two cannot be compared. Events at one version keep the record's own order. */
function sortEvents(
  events: readonly RangeEvent[],
  order: VersionOrder,
): readonly RangeEvent[] | undefined {
  let isComparable = true;
  const changes = events.filter(([kind]) => kind !== 'limit');
  const sorted = changes.toSorted((left, right) => {
    if (isStart(left) || isStart(right)) return Number(isStart(right)) - Number(isStart(left));
    const result = order(left[1], right[1]);
    isComparable &&= result !== undefined;
    return result ?? 0;
  });
  return isComparable ? sorted : undefined;
}

/** `introduced: 0` stands before every version there is. */
function isStart([kind, version]: RangeEvent): boolean {
  return kind === 'introduced' && version === '0';
}

function compareWithEvent(
  version: string,
  event: RangeEvent,
  order: VersionOrder,
): number | undefined {
  return isStart(event) ? 1 : order(version, event[1]);
}

/** Passing one of several limits is enough, and no limit is none. */
function isBeforeLimit(
  version: string,
  events: readonly RangeEvent[],
  order: VersionOrder,
): boolean | undefined {
  const limits = events.filter(([kind]) => kind === 'limit');
  if (limits.length === 0) return true;
  const results = limits.map(([, limit]) => (limit === '*' ? -1 : order(version, limit)));
  if (results.some(isBelow)) return true;
  return results.includes(undefined) ? undefined : false;
}

function isBelow(result: number | undefined): boolean {
  return result !== undefined && result < 0;
}

/** Listed as written, or as another spelling of the same version. */
function isListed(version: string, versions: readonly string[], order: VersionOrder): boolean {
  return versions.includes(version) || versions.some((listed) => order(version, listed) === 0);
}

/** The nearest fix above a version that is affected by being listed. */
function firstFix(
  version: string,
  affected: AffectedPackage,
  order: VersionOrder,
): string | undefined {
  const fixes = affected.ranges
    .flatMap(({ events }) => events)
    .filter(([kind, fix]) => kind === 'fixed' && isBelow(order(version, fix)))
    .map(([, fix]) => fix);
  return fixes.toSorted((left, right) => order(left, right) ?? 0)[0];
}

function affectedUntil(fixedIn: string | undefined): Evaluation {
  return fixedIn === undefined ? { kind: 'affected' } : { kind: 'affected', fixedIn };
}
