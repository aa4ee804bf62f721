// The members of an organisation: who is in, with which role, and who is asked to come. Nobody gives or takes more
// than they have, and one owner always stays.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { AuditFacts } from '../audit/audit-event.ts';
import { anyVersion, type ExpectedVersion } from '../expected-version.ts';
import type { Caller } from '../keys/caller.ts';
import { type Role, roleAtLeast } from '../keys/roles.ts';
import type { Stores } from '../unit-of-work.ts';
import { normalisedEmail } from './email-address.ts';
import { endEnrolmentsOf } from './end-enrolments.ts';
import type { MintedLink, OneTimeLinks } from './one-time-links.ts';
import type { PeopleDependencies } from './people-dependencies.ts';
import type { Member, OneTimeLink, PageWindow } from './people-store.ts';

export interface MemberService {
  list(
    orgId: string,
    window: PageWindow,
  ): Promise<{ readonly members: readonly Member[]; readonly total: number }>;
  /** Throws FORBIDDEN above the caller's role, CONFLICT for the last owner, NOT_FOUND. */
  setRole(
    caller: Caller,
    personId: string,
    role: Role,
    expected?: ExpectedVersion,
  ): Promise<Member>;
  remove(caller: Caller, personId: string, expected?: ExpectedVersion): Promise<void>;
  /** Throws NOT_FOUND. */
  get(orgId: string, personId: string): Promise<Member>;
  /** Ends every session of a member here. */
  signOut(caller: Caller, personId: string): Promise<void>;
  /** Throws CONFLICT when the address belongs to a member. */
  invite(
    caller: Caller,
    wanted: { readonly email: string; readonly role: Role },
  ): Promise<MintedLink>;
  invitations(
    orgId: string,
    window: PageWindow,
  ): Promise<{ readonly links: readonly OneTimeLink[]; readonly total: number }>;
  revokeInvitation(caller: Caller, linkId: string): Promise<void>;
  /** A link with which the member chooses a new password. Throws CONFLICT for one of several organisations. */
  resetPassword(caller: Caller, personId: string): Promise<MintedLink>;
}

export function createMemberService(
  dependencies: PeopleDependencies,
  links: Pick<OneTimeLinks, 'mint'>,
): MemberService {
  const { unitOfWork, clock } = dependencies;
  return {
    list: (orgId, window) => unitOfWork.read(orgId, (stores) => stores.people.members(window)),
    get: (orgId, personId) => unitOfWork.read(orgId, (stores) => existing(stores, personId)),
    setRole: (caller, personId, role, expected = anyVersion) =>
      unitOfWork.write(caller.orgId, async (stores) => {
        const member = await memberBelow(stores, caller, personId);
        expected(member.role);
        demandRole(caller, role);
        if (role !== 'owner') await keepAnOwner(stores, member);
        stores.audit.describe({ before: memberFacts(member), after: { role } });
        await stores.people.setRole(personId, role);
        await endEnrolmentsOf(stores, { personId, role, now: clock.now() });
        return { ...member, role };
      }),
    remove: (caller, personId, expected = anyVersion) =>
      unitOfWork.write(caller.orgId, async (stores) => {
        const member = await memberBelow(stores, caller, personId);
        expected(member.role);
        await keepAnOwner(stores, member);
        stores.audit.describe({ before: memberFacts(member) });
        await endEnrolmentsOf(stores, { personId, role: undefined, now: clock.now() });
        await stores.keys.revokeOfPerson(personId, clock.now());
        await stores.people.removeMember(personId);
      }),
    signOut: (caller, personId) =>
      unitOfWork.write(caller.orgId, async (stores) => {
        await memberBelow(stores, caller, personId);
        await stores.people.endSessions(personId);
      }),
    invite: (caller, wanted) => invite(dependencies, links, { caller, ...wanted }),
    invitations: (orgId, window) =>
      unitOfWork.read(orgId, (stores) =>
        stores.people.openInvitations({ ...window, now: clock.now() }),
      ),
    revokeInvitation: (caller, linkId) =>
      unitOfWork.write(caller.orgId, async (stores) => {
        const link = await stores.people.revokeLink(linkId, clock.now());
        if (link === undefined) throw new HarborError('NOT_FOUND', { details: { linkId } });
        demandRole(caller, link.role);
        stores.audit.describe({ before: { email: link.email, role: link.role } });
      }),
    resetPassword: (caller, personId) =>
      unitOfWork.writeSystem(async (all) => {
        const stores = all.organisation(caller.orgId);
        const { email, role } = await memberBelow(stores, caller, personId);
        // The password opens every organisation of a person, so none of them alone may change it.
        if ((await all.people.membershipsOf(personId)).length > 1) {
          throw new HarborError('CONFLICT', {
            details: { rule: 'the member belongs to another organisation too' },
          });
        }
        const createdBy = caller.actor.id;
        return await links.mint(stores, {
          ...{ kind: 'password-reset', email, role, personId, createdBy },
        } as const);
      }),
  };
}

async function invite(
  { unitOfWork }: PeopleDependencies,
  links: Pick<OneTimeLinks, 'mint'>,
  wanted: { readonly caller: Caller; readonly email: string; readonly role: Role },
): Promise<MintedLink> {
  const { caller, role } = wanted;
  const email = normalisedEmail(wanted.email);
  demandRole(caller, role);
  return await unitOfWork.writeSystem(async (all) => {
    const stores = all.organisation(caller.orgId);
    const person = await all.people.personByEmail(email);
    if (person !== undefined && (await stores.people.member(person.id)) !== undefined) {
      throw new HarborError('CONFLICT', { details: { rule: 'this address belongs to a member' } });
    }
    return await links.mint(stores, {
      ...{ kind: 'invitation', email, role },
      createdBy: caller.actor.id,
    } as const);
  });
}

/** Throws NOT_FOUND for strangers and FORBIDDEN for members with a higher role than the caller. */
async function memberBelow(stores: Stores, caller: Caller, personId: string): Promise<Member> {
  const member = await existing(stores, personId);
  demandRole(caller, member.role);
  return member;
}

async function existing({ people }: Stores, personId: string): Promise<Member> {
  const member = await people.member(personId);
  if (member === undefined) throw new HarborError('NOT_FOUND', { details: { memberId: personId } });
  return member;
}

function memberFacts({ email, role }: Member): AuditFacts {
  return { email, role };
}

function demandRole(caller: Caller, role: Role): void {
  if (!roleAtLeast(caller.role, role)) throw new HarborError('FORBIDDEN', { details: { role } });
}

async function keepAnOwner(stores: Stores, { role }: Member): Promise<void> {
  if (role !== 'owner' || (await stores.people.ownerCount()) > 1) return;
  throw new HarborError('CONFLICT', { details: { rule: 'the last owner stays' } });
}
