// Until when a finding is to be fixed: the day the KEV catalog names, or the end of the days a policy gives, whichever
// is earlier. Only policies that hold everywhere and count from the first sight, or since a fix is known, make a deadline:
// of others the lists do not know whether, or since when, they apply.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { type Severity, severities } from './severity.ts';

export type PolicyRow = DataOf<'GET /api/policies'>[number];

export interface DatedFinding {
  readonly severity: Severity;
  readonly firstSeenAt?: string | undefined;
  readonly fixKnownAt?: string | undefined;
  readonly isFixable: boolean;
  readonly kev?: { readonly dueAt?: string } | undefined;
}

export interface Deadline {
  readonly at: number;
  /** Who says so. */
  readonly by: string;
}

const dayMs = 86_400_000;

export function deadlineOf(
  finding: DatedFinding,
  policies: readonly PolicyRow[],
): Deadline | undefined {
  const deadlines = policies.flatMap((policy) => policyDeadline(finding, policy) ?? []);
  const catalogAt = Date.parse(finding.kev?.dueAt ?? '');
  if (!Number.isNaN(catalogAt)) deadlines.push({ at: catalogAt, by: 'the KEV catalog' });
  return deadlines.toSorted((one, other) => one.at - other.at)[0];
}

function policyDeadline(finding: DatedFinding, policy: PolicyRow): Deadline | undefined {
  const { firstSeenForDays, fixKnownForDays, ...when } = policy.when.finding ?? {};
  const { severityAtLeast, fixable, knownExploited, ...others } = when;
  const isElsewhere = policy.scope !== undefined || policy.when.image !== undefined;
  if (!policy.enabled || isElsewhere || Object.keys(others).length > 0) return undefined;
  if (severityAtLeast !== undefined && !isAtLeast(finding.severity, severityAtLeast)) {
    return undefined;
  }
  if (fixable !== undefined && fixable !== finding.isFixable) return undefined;
  if (knownExploited === true && finding.kev === undefined) return undefined;
  const ends = [
    endOf(finding.firstSeenAt, firstSeenForDays),
    endOf(finding.fixKnownAt, fixKnownForDays),
  ].filter((end) => end !== undefined);
  const at = Math.max(...ends);
  return Number.isFinite(at) ? { at, by: `the policy ${policy.name}` } : undefined;
}

/** Undefined where no days are given; NaN where they are, and have not begun. */
function endOf(since: string | undefined, days: number | undefined): number | undefined {
  return days === undefined ? undefined : Date.parse(since ?? '') + days * dayMs;
}

function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least);
}
