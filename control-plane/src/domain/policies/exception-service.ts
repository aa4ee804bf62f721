// Exceptions: asked for by whoever meets a finding, given by whoever answers for it, and never for ever.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { exceptionProblem } from '@harborguard/shared/policy/parse-policy-file.ts';
import { type ExceptionScope, exceptionsMax } from '@harborguard/shared/policy/policy.ts';
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import type { AuditFacts } from '../audit/audit-event.ts';
import { anyVersion, type ExpectedVersion } from '../expected-version.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import { end } from './end-exceptions.ts';
import {
  type ExceptionFilter,
  type ExceptionPage,
  exceptionState,
  type StoredException,
} from './policy-store.ts';

export interface ExceptionWish {
  readonly advisory: string | undefined;
  readonly packageName: string | undefined;
  readonly scope: ExceptionScope;
}

export interface ExceptionTerms {
  readonly reason: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

export interface ExceptionAuthor {
  /** Of the person or the key. */
  readonly id: string;
  readonly name: string;
  /** Whose exceptions hold at once; those of others wait for an approval. */
  readonly mayApprove: boolean;
}

export interface ExceptionService {
  list(orgId: string, filter: ExceptionFilter): Promise<ExceptionPage>;
  /** Throws NOT_FOUND, as all below that name an exception do. */
  get(orgId: string, id: string): Promise<StoredException>;
  /** All of them or none. */
  create(
    orgId: string,
    wishes: readonly ExceptionWish[],
    terms: ExceptionTerms,
    author: ExceptionAuthor,
  ): Promise<readonly StoredException[]>;
  /** Throws PRECONDITION_FAILED where another version is expected, as `revoke` does. */
  approve(
    orgId: string,
    id: string,
    by: string,
    expected?: ExpectedVersion,
  ): Promise<StoredException>;
  revoke(
    orgId: string,
    id: string,
    by: string,
    expected?: ExpectedVersion,
  ): Promise<StoredException>;
  /** Takes back what was asked for, as long as nobody answered. Throws FORBIDDEN for the request of somebody else. */
  withdraw(
    orgId: string,
    id: string,
    by: Pick<ExceptionAuthor, 'id' | 'name'>,
    expected?: ExpectedVersion,
  ): Promise<StoredException>;
}

export interface ExceptionServiceDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly exceptionDaysMax: number;
  /** Exposures and verdicts are due. */
  readonly wake: () => void;
}

const dayMs = 24 * 60 * 60 * 1000;

export function createExceptionService(
  dependencies: ExceptionServiceDependencies,
): ExceptionService {
  const { unitOfWork, clock, wake } = dependencies;
  const write = async <Result>(
    orgId: string,
    run: (stores: Stores) => Promise<Result>,
  ): Promise<Result> => {
    const result = await unitOfWork.write(orgId, run);
    wake();
    return result;
  };
  return {
    list: (orgId, filter) =>
      unitOfWork.read(orgId, ({ policies }) => policies.exceptions(filter, clock.now())),
    get: (orgId, id) => unitOfWork.read(orgId, (stores) => existing(stores, id)),
    create: (orgId, wishes, terms, author) =>
      write(orgId, (stores) => create(dependencies, stores, wishes, terms, author)),
    approve: (orgId, id, by, expected = anyVersion) =>
      write(orgId, async (stores) => {
        const now = clock.now();
        const before = await existing(stores, id);
        expected(exceptionVersion(before));
        demandState(before, ['requested'], now);
        await stores.policies.approveException(id, by, now);
        const approved = await existing(stores, id);
        stores.audit.describe({
          before: exceptionFacts(before, now),
          after: exceptionFacts(approved, now),
        });
        await stores.policies.queueTagsWith(approved, now);
        return approved;
      }),
    revoke: (orgId, id, by, expected = anyVersion) =>
      write(orgId, async (stores) => {
        const now = clock.now();
        const before = await existing(stores, id);
        expected(exceptionVersion(before));
        demandState(before, ['requested', 'active'], now);
        return await revoke(stores, before, { by, now });
      }),
    withdraw: (orgId, id, by, expected = anyVersion) =>
      write(orgId, async (stores) => {
        const now = clock.now();
        const before = await existing(stores, id);
        expected(exceptionVersion(before));
        demandState(before, ['requested'], now);
        if (before.authorId !== by.id) {
          throw new HarborError('FORBIDDEN', { details: { rule: 'whoever asked, or an admin' } });
        }
        return await revoke(stores, before, { by: by.name, now });
      }),
  };
}

async function revoke(
  stores: Stores,
  before: StoredException,
  { by, now }: { readonly by: string; readonly now: number },
): Promise<StoredException> {
  await stores.policies.revokeException(before.id, by, now);
  await end(stores, now);
  const revoked = await existing(stores, before.id);
  stores.audit.describe({
    before: exceptionFacts(before, now),
    after: exceptionFacts(revoked, now),
  });
  return revoked;
}

/** When somebody last had a hand in it. */
export function exceptionVersion(exception: StoredException): number {
  const { createdAt, approvedAt = 0, revokedAt = 0 } = exception;
  return Math.max(createdAt, approvedAt, revokedAt);
}

async function create(
  { clock, random, exceptionDaysMax }: ExceptionServiceDependencies,
  { policies, audit }: Stores,
  wishes: readonly ExceptionWish[],
  terms: ExceptionTerms,
  { id: authorId, name, mayApprove }: ExceptionAuthor,
): Promise<readonly StoredException[]> {
  const now = clock.now();
  const expiresAt = expiry(terms, now, exceptionDaysMax);
  const open = await policies.countOpenExceptions(now);
  if (open + wishes.length > exceptionsMax) {
    throw new HarborError('CONFLICT', { details: { exceptionsMax } });
  }
  const approval = mayApprove
    ? { approvedBy: name, approvedAt: now }
    : { approvedBy: undefined, approvedAt: undefined };
  const made = wishes.map((wish) => {
    demandSubject(wish, terms);
    const { advisory, packageName, scope } = wish;
    return {
      ...{ id: random.uuid(), advisory, packageName, scope, reason: terms.reason, author: name },
      ...{ authorId, createdAt: now, expiresAt, ...approval },
      ...{ revokedBy: undefined, revokedAt: undefined },
    };
  });
  await policies.insertExceptions(made);
  const [first] = made;
  if (first !== undefined) {
    audit.describe({
      target: { kind: 'exceptions', id: first.id },
      after: { ...exceptionFacts(first, now), accepts: made.map(acceptedText) },
    });
  }
  if (mayApprove) for (const one of made) await policies.queueTagsWith(one, now);
  return made;
}

/** What the audit log keeps of an exception. */
function exceptionFacts(exception: StoredException, now: number): AuditFacts {
  const { reason, expiresAt, scope } = exception;
  return {
    state: exceptionState(exception, now),
    accepts: [acceptedText(exception)],
    scope: JSON.stringify(scope),
    reason,
    expiresAt: new Date(expiresAt).toISOString(),
  };
}

function acceptedText({ advisory, packageName }: ExceptionWish): string {
  return [advisory, packageName].filter((part) => part !== undefined).join(' in ');
}

function demandSubject({ advisory, packageName }: ExceptionWish, terms: ExceptionTerms): void {
  const rule = exceptionProblem({
    ...(advisory === undefined ? {} : { advisory }),
    ...(packageName === undefined ? {} : { package: packageName }),
    expiresAt: terms.expiresAt,
  });
  if (rule !== undefined) throw invalid('advisory', rule);
}

function expiry({ expiresAt }: ExceptionTerms, now: number, daysMax: number): number {
  const time = Date.parse(expiresAt);
  if (Number.isNaN(time)) throw invalid('expiresAt', 'must be a time, ISO 8601');
  if (time <= now) throw invalid('expiresAt', 'must be in the future');
  if (time > now + daysMax * dayMs) {
    throw invalid('expiresAt', `must be within ${daysMax} days`);
  }
  return time;
}

async function existing({ policies }: Stores, id: string): Promise<StoredException> {
  const stored = await policies.exception(id);
  if (stored === undefined) throw new HarborError('NOT_FOUND', { details: { exceptionId: id } });
  return stored;
}

function demandState(exception: StoredException, wanted: readonly string[], now: number): void {
  const state = exceptionState(exception, now);
  if (!wanted.includes(state)) throw new HarborError('CONFLICT', { details: { state } });
}

function invalid(field: string, rule: string): HarborError {
  return new HarborError('VALIDATION_FAILED', { details: { field, rule } });
}
