// Which findings somebody has accepted, where, and until when.
import type { JudgedPlace } from './judged-image.ts';
import type { ExceptionScope, PolicyException } from './policy.ts';
import { isInScope } from './policy-scope.ts';

/** An exception as it is applied. */
export interface AcceptanceRule {
  /** Names of the advisory in capitals; absent: every advisory of the package. */
  readonly advisories?: ReadonlySet<string>;
  readonly packageName?: string;
  readonly scope?: ExceptionScope;
  /** Why, as it was written. */
  readonly reason?: string;
  /** The first moment at which it no longer holds. */
  readonly endsAtMs: number;
}

export interface AcceptableFinding {
  readonly ids: readonly string[];
  readonly packageName: string;
}

export function acceptanceRule(exception: PolicyException): AcceptanceRule {
  const { advisory, package: packageName, scope, reason } = exception;
  return {
    ...(advisory === undefined ? {} : { advisories: new Set([advisory.toUpperCase()]) }),
    ...(packageName === undefined ? {} : { packageName }),
    ...(scope === undefined ? {} : { scope }),
    reason,
    endsAtMs: Date.parse(exception.expiresAt),
  };
}

/** Those that hold now and speak of the place. */
export function rulesAt(
  rules: readonly AcceptanceRule[],
  place: JudgedPlace,
  nowMs: number,
): readonly AcceptanceRule[] {
  return rules.filter(({ scope, endsAtMs }) => nowMs < endsAtMs && isInScope(scope, place));
}

/** The rule that holds longest among those that accept the finding. */
export function acceptedBy(
  rules: readonly AcceptanceRule[],
  { ids, packageName }: AcceptableFinding,
): AcceptanceRule | undefined {
  let longest: AcceptanceRule | undefined;
  for (const rule of rules) {
    if (rule.packageName !== undefined && rule.packageName !== packageName) continue;
    const { advisories } = rule;
    if (advisories !== undefined && !ids.some((id) => advisories.has(id.toUpperCase()))) continue;
    if (longest === undefined || rule.endsAtMs > longest.endsAtMs) longest = rule;
  }
  return longest;
}
