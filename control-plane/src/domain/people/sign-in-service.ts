// Signing in with e-mail and password, signing out, and what people do with their own account.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { AuditDetails } from '../audit/audit-store.ts';
import type { Caller } from '../keys/caller.ts';
import { normalisedEmail } from './email-address.ts';
import { passwordProblem } from './password-rules.ts';
import type { PeopleDependencies } from './people-dependencies.ts';
import type { Membership, Person, PersonSession } from './people-store.ts';
import type { IssuedToken, SessionOrigin } from './person-sessions.ts';

export interface SignInService {
  /** Throws SIGN_IN_REFUSED, the same for whatever was wrong, and RATE_LIMITED. */
  signIn(
    credentials: { readonly email: string; readonly password: string },
    origin: SessionOrigin,
  ): Promise<IssuedToken>;
  /** Ends the session the caller came with. */
  signOut(caller: Caller): Promise<void>;
  /** Ends every session of the caller, of all organisations. */
  signOutEverywhere(caller: Caller): Promise<void>;
  /** Of the caller, newest use first. */
  sessions(caller: Caller): Promise<readonly PersonSession[]>;
  /** Throws NOT_FOUND for a session that is not the caller's. */
  endSession(caller: Caller, sessionId: string): Promise<void>;
  /** Ends every session and begins a new one. Throws SIGN_IN_REFUSED when `current` is wrong. */
  changePassword(
    caller: Caller,
    change: { readonly current: string; readonly next: string },
    origin: SessionOrigin,
  ): Promise<IssuedToken>;
  /** The organisations the caller belongs to; just its own for a key. */
  memberships(caller: Caller): Promise<readonly Membership[]>;
  /** Goes on in another organisation of the caller, with a new session. Throws NOT_FOUND. */
  enterOrganisation(caller: Caller, orgId: string, origin: SessionOrigin): Promise<IssuedToken>;
}

export function createSignInService(dependencies: PeopleDependencies): SignInService {
  const { unitOfWork, sessions } = dependencies;
  return {
    signIn: (credentials, origin) => signIn(dependencies, credentials, origin),
    signOut: async (caller) => {
      const person = personOf(caller);
      await unitOfWork.writeSystem((stores) =>
        stores.people.endSession(person.id, person.sessionId),
      );
    },
    signOutEverywhere: async (caller) => {
      await unitOfWork.writeSystem((stores) => stores.people.endSessionsOf(personOf(caller).id));
    },
    sessions: async (caller) => {
      const { id } = personOf(caller);
      const all = await unitOfWork.readSystem((stores) => stores.people.sessionsOf(id));
      return all.filter((session) => sessions.isLive(session));
    },
    endSession: async (caller, sessionId) => {
      const { id } = personOf(caller);
      await unitOfWork.writeSystem(async (stores) => {
        if (await stores.people.endSession(id, sessionId)) return;
        throw new HarborError('NOT_FOUND', { details: { sessionId } });
      });
    },
    changePassword: (caller, change, origin) =>
      changePassword(dependencies, caller, { ...change, origin }),
    memberships: (caller) => membershipsOf(dependencies, caller),
    enterOrganisation: async (caller, orgId, origin) => {
      const person = personOf(caller);
      return await unitOfWork.writeSystem(async (stores) => {
        const memberships = await stores.people.membershipsOf(person.id);
        if (!memberships.some((membership) => membership.orgId === orgId)) {
          throw new HarborError('NOT_FOUND', { details: { organisationId: orgId } });
        }
        const [before] = await stores.people.sessionsByIds([person.sessionId]);
        if (before === undefined) throw new HarborError('UNAUTHORIZED');
        await stores.people.endSession(person.id, person.sessionId);
        // Nobody has proven anew who they are: it ends when the one before would have.
        const { expiresAt } = before;
        return await sessions.begin(stores, person, { orgId, origin, expiresAt });
      });
    },
  };
}

async function signIn(
  { unitOfWork, clock, log, passwords, sessions, throttle }: PeopleDependencies,
  credentials: { readonly email: string; readonly password: string },
  origin: SessionOrigin,
): Promise<IssuedToken> {
  const email = normalisedEmail(credentials.email);
  throttle.enter(origin.address, email);
  const person = await unitOfWork.readSystem((stores) => stores.people.personByEmail(email));
  const verdict = await passwords.verify(credentials.password, person?.passwordHash);
  // Hashed before the transaction: a write that waits for scrypt would make all others wait.
  const renewed =
    verdict.kind === 'right' && verdict.isOutdated
      ? await passwords.hash(credentials.password)
      : undefined;
  const issued = await unitOfWork.writeSystem(async (stores) => {
    const [membership] = person === undefined ? [] : await stores.people.membershipsOf(person.id);
    if (person === undefined || membership === undefined) return undefined;
    if (verdict.kind === 'wrong') {
      const { audit } = stores.organisation(membership.orgId);
      audit.describe({ action: 'sign-in refused', target: { kind: 'person', id: person.id } });
      return undefined;
    }
    if (renewed !== undefined) await stores.people.setPassword(person.id, renewed, clock.now());
    await sessions.forgetExpired(stores);
    stores.organisation(membership.orgId).audit.describe(signedInAs(person));
    return await sessions.begin(stores, person, { orgId: membership.orgId, origin });
  });
  if (issued === undefined) {
    log.warn('sign-in refused', { address: origin.address, personId: person?.id });
    throw new HarborError('SIGN_IN_REFUSED');
  }
  throttle.succeeded(email);
  return issued;
}

async function changePassword(
  { unitOfWork, clock, passwords, sessions, throttle }: PeopleDependencies,
  caller: Caller,
  change: { readonly current: string; readonly next: string; readonly origin: SessionOrigin },
): Promise<IssuedToken> {
  const { id } = personOf(caller);
  throttle.enter(change.origin.address, caller.name);
  const person = await unitOfWork.readSystem((stores) => stores.people.person(id));
  const verdict = await passwords.verify(change.current, person?.passwordHash);
  if (person === undefined || verdict.kind === 'wrong') throw new HarborError('SIGN_IN_REFUSED');
  throttle.succeeded(caller.name);
  demandGoodPassword(change.next, person.email, 'next');
  const hash = await passwords.hash(change.next);
  return await unitOfWork.writeSystem(async (stores) => {
    await stores.people.setPassword(id, hash, clock.now());
    await stores.people.endSessionsOf(id);
    await stores.people.revokeResetsOf(id, clock.now());
    return await sessions.begin(stores, person, {
      orgId: caller.orgId,
      origin: change.origin,
    });
  });
}

async function membershipsOf(
  { unitOfWork }: PeopleDependencies,
  { actor, orgId, role }: Caller,
): Promise<readonly Membership[]> {
  return await unitOfWork.readSystem(async (stores) => {
    if (actor.kind === 'person') return await stores.people.membershipsOf(actor.id);
    return [{ orgId, role, organisationName: await stores.organisations.nameOf(orgId) }];
  });
}

export function signedInAs({ id, email }: Pick<Person, 'id' | 'email'>): AuditDetails {
  return { actor: { kind: 'person', id, name: email }, target: { kind: 'person', id } };
}

/** Throws VALIDATION_FAILED with the rule the password breaks. */
export function demandGoodPassword(password: string, email: string, field = 'password'): void {
  const rule = passwordProblem(password, email);
  if (rule === undefined) return;
  throw new HarborError('VALIDATION_FAILED', { details: { field, rule } });
}

function personOf({ actor }: Caller) {
  if (actor.kind === 'person') return actor;
  throw new HarborError('FORBIDDEN', { details: { rule: 'only for a signed-in person' } });
}
