// What policies and exceptions need remembered, within one organisation and across all of them.
import type { AcceptanceRule } from '@harborguard/shared/policy/accepted-findings.ts';
import type { ExceptionScope, Policy } from '@harborguard/shared/policy/policy.ts';
import type { PageRequest } from '../inventory/image-queries.ts';
import type { PageEdges } from '../page-key.ts';

export interface StoredPolicy {
  readonly id: string;
  readonly policy: Policy;
  readonly isEnabled: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewException {
  readonly id: string;
  readonly advisory: string | undefined;
  readonly packageName: string | undefined;
  readonly scope: ExceptionScope;
  readonly reason: string;
  readonly author: string;
  /** The person or the key; undefined for those made before it was kept. */
  readonly authorId: string | undefined;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly approvedBy: string | undefined;
  readonly approvedAt: number | undefined;
}

export interface StoredException extends NewException {
  readonly revokedBy: string | undefined;
  readonly revokedAt: number | undefined;
}

export const exceptionStates = ['requested', 'active', 'expired', 'revoked'] as const;
export type ExceptionState = (typeof exceptionStates)[number];

export interface ExceptionFilter {
  readonly state?: ExceptionState;
  readonly advisory?: string;
  readonly packageName?: string;
  readonly page: PageRequest;
}

export interface ExceptionPage extends PageEdges {
  readonly exceptions: readonly StoredException[];
  readonly total: number;
}

/** What an exception speaks of, to find the tags that it may change. */
export interface ExceptionSubject {
  readonly advisory: string | undefined;
  readonly packageName: string | undefined;
}

/** Asked for or holding, with the rule it makes. */
export interface OpenException {
  readonly exception: StoredException;
  readonly rule: AcceptanceRule;
}

/** Bound to one organisation: it neither reads nor writes a row of another. */
export interface PolicyStore {
  readonly orgId: string;

  /** In the order they were made. */
  policies(): Promise<readonly StoredPolicy[]>;
  policy(id: string): Promise<StoredPolicy | undefined>;
  insertPolicy(policy: StoredPolicy): Promise<void>;
  replacePolicy(policy: StoredPolicy): Promise<void>;
  removePolicy(id: string): Promise<void>;

  /** Newest first. */
  exceptions(filter: ExceptionFilter, now: number): Promise<ExceptionPage>;
  exception(id: string): Promise<StoredException | undefined>;
  /** Asked for or holding. */
  countOpenExceptions(now: number): Promise<number>;
  insertExceptions(exceptions: readonly NewException[]): Promise<void>;
  approveException(id: string, by: string, now: number): Promise<void>;
  revokeException(id: string, by: string, now: number): Promise<void>;
  /** Those that hold, with every name of their advisories. */
  acceptanceRules(now: number): Promise<readonly AcceptanceRule[]>;
  /** Those that hold and those that wait for an approval, with every name of their advisories. */
  openExceptions(now: number): Promise<readonly OpenException[]>;
  /** The live tags where the subject is open or accepted are refreshed. */
  queueTagsWith(subject: ExceptionSubject, now: number): Promise<void>;

  /** Holding ones that end before the time and were not warned of. */
  unwarnedExceptions(now: number, before: number): Promise<readonly StoredException[]>;
  markWarned(ids: readonly string[], now: number): Promise<void>;
  /** Approved ones that no longer hold and whose end has had no effect yet. */
  endedExceptions(now: number): Promise<readonly StoredException[]>;
  markEnded(ids: readonly string[], now: number): Promise<void>;
}

/** Across organisations, for work that starts from a clock. */
export interface SystemPolicyStore {
  readonly scope: 'system';
  /** Organisations with exceptions to warn of or to end. */
  organisationsDue(now: number, warnBefore: number): Promise<readonly string[]>;
}

export function exceptionState(
  { approvedAt, revokedAt, expiresAt }: StoredException,
  now: number,
): ExceptionState {
  if (revokedAt !== undefined) return 'revoked';
  if (expiresAt <= now) return 'expired';
  return approvedAt === undefined ? 'requested' : 'active';
}
