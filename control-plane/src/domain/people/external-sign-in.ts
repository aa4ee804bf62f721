// Signing in by an identity provider: who is new gets an account, and at each sign-in the role follows the groups.
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { AuditFacts } from '../audit/audit-event.ts';
import type { Role } from '../keys/roles.ts';
import { defaultOrganisationId, type Stores, type SystemStores } from '../unit-of-work.ts';
import { emailPattern, normalisedEmail } from './email-address.ts';
import { endEnrolmentsOf } from './end-enrolments.ts';
import type { ExternalIdentity, IdentityProvider, SignInChecks } from './identity-provider.ts';
import type { PeopleDependencies } from './people-dependencies.ts';
import type { Person } from './people-store.ts';
import type { IssuedToken, SessionOrigin } from './person-sessions.ts';
import { type RoleMap, roleOfGroups } from './role-of-groups.ts';
import { signedInAs } from './sign-in-service.ts';

export interface ExternalSignIn {
  readonly label: string;
  /** Throws RATE_LIMITED and OIDC_UNAVAILABLE. */
  begin(origin: SessionOrigin): Promise<{ readonly url: string; readonly checks: SignInChecks }>;
  /** Throws a code that begins with OIDC_, and RATE_LIMITED. */
  finish(query: string, checks: SignInChecks, origin: SessionOrigin): Promise<IssuedToken>;
}

export interface ExternalSignInSettings {
  readonly provider: IdentityProvider;
  readonly roleMap: RoleMap;
}

const nameLengthMax = 128;

export function createExternalSignIn(
  dependencies: PeopleDependencies,
  { provider, roleMap }: ExternalSignInSettings,
): ExternalSignIn {
  const { throttle, unitOfWork, log } = dependencies;
  return {
    label: provider.label,
    begin: async (origin) => {
      throttle.enter(origin.address);
      return await provider.begin();
    },
    finish: async (query, checks, origin) => {
      throttle.enter(origin.address);
      const identity = await identityOf(dependencies, provider, () =>
        provider.finish(query, checks),
      );
      const role = roleOfGroups(roleMap, identity.groups);
      if (role === undefined) {
        await endSessionsOf(dependencies, identity);
        log.warn('sign-in without a role', { address: origin.address });
        throw new HarborError('OIDC_NO_ROLE', { details: { groups: identity.groups.length } });
      }
      return await unitOfWork.writeSystem((stores) =>
        enter(dependencies, stores, { identity, role, origin }),
      );
    },
  };
}

/** A token of the provider that is not for this sign-in is noted: who answers so is broken, or stands in between. */
async function identityOf(
  { unitOfWork }: PeopleDependencies,
  { issuer }: IdentityProvider,
  finish: () => Promise<ExternalIdentity>,
): Promise<ExternalIdentity> {
  try {
    return await finish();
  } catch (error) {
    if (isHarborError(error) && error.code === 'OIDC_TOKEN_REFUSED') {
      const { code, details } = error;
      await unitOfWork.writeSystem((stores) => {
        stores.organisation(defaultOrganisationId).audit.describe({
          action: 'sign-in by single sign-on refused',
          target: { kind: 'identity-provider', id: issuer },
          after: { code, reason: String(details['reason']) },
        });
        return Promise.resolve();
      });
    }
    throw error;
  }
}

async function enter(
  { sessions, clock, random }: PeopleDependencies,
  stores: SystemStores,
  {
    identity,
    role,
    origin,
  }: { readonly identity: ExternalIdentity; readonly role: Role; readonly origin: SessionOrigin },
): Promise<IssuedToken> {
  const person = await personOf(stores, identity, {
    id: random.uuid(),
    createdAt: clock.now(),
  });
  const here = stores.organisation(defaultOrganisationId);
  const change = await follow(here, { personId: person.id, role, now: clock.now() });
  here.audit.describe({ ...signedInAs(person), action: 'sign-in by single sign-on', ...change });
  await sessions.forgetExpired(stores);
  return await sessions.begin(stores, person, { orgId: defaultOrganisationId, origin });
}

/** The last owner stays one: groups that are mapped wrongly must not leave an installation without. */
async function follow(
  { people, keys }: Stores,
  { personId, role, now }: { readonly personId: string; readonly role: Role; readonly now: number },
): Promise<{ readonly before?: AuditFacts; readonly after?: AuditFacts }> {
  const member = await people.member(personId);
  if (member === undefined) {
    await people.addMember(personId, role, now);
    return { after: { role } };
  }
  const isLastOwner = member.role === 'owner' && (await people.ownerCount()) === 1;
  if (member.role === role || isLastOwner) return {};
  await people.setRole(personId, role);
  await endEnrolmentsOf({ keys }, { personId, role, now });
  return { before: { role: member.role }, after: { role } };
}

async function personOf(
  { people }: SystemStores,
  identity: ExternalIdentity,
  { id, createdAt }: { readonly id: string; readonly createdAt: number },
): Promise<Person> {
  const { issuer, subject } = identity;
  const known = await people.personByIdentity(issuer, subject);
  const email = identity.email === undefined ? known?.email : normalisedEmail(identity.email);
  if (email === undefined || !new RegExp(emailPattern).test(email))
    throw new HarborError('OIDC_EMAIL_MISSING');
  const name = (identity.name ?? known?.name ?? email).slice(0, nameLengthMax);
  const namesake = await people.personByEmail(email);
  const person = known ?? namesake ?? (await newPerson(people, { id, email, name, createdAt }));
  if (namesake !== undefined && namesake.id !== person.id)
    throw new HarborError('OIDC_EMAIL_TAKEN');
  if (known === undefined) {
    // Whoever can write any address into their profile at the provider must not become somebody else here.
    if (namesake !== undefined && !identity.isEmailVerified)
      throw new HarborError('OIDC_EMAIL_TAKEN');
    if (!(await people.setIdentity(person.id, { issuer, subject }))) {
      throw new HarborError('OIDC_EMAIL_TAKEN');
    }
  }
  await people.setProfile(person.id, { email, name });
  return { ...person, email, name };
}

async function newPerson(
  people: SystemStores['people'],
  made: Pick<Person, 'id' | 'email' | 'name' | 'createdAt'>,
): Promise<Person> {
  const person: Person = { ...made, passwordHash: undefined };
  await people.insertPerson(person);
  return person;
}

/** Who has lost every group is out at once, also where they are still signed in. */
async function endSessionsOf(
  { unitOfWork, clock }: PeopleDependencies,
  { issuer, subject }: ExternalIdentity,
): Promise<void> {
  await unitOfWork.writeSystem(async (stores) => {
    const person = await stores.people.personByIdentity(issuer, subject);
    if (person === undefined) return;
    const { audit, keys } = stores.organisation(defaultOrganisationId);
    audit.describe({
      action: 'sign-in by single sign-on refused',
      target: { kind: 'person', id: person.id },
    });
    await stores.people.endSessionsOf(person.id);
    await endEnrolmentsOf({ keys }, { personId: person.id, role: undefined, now: clock.now() });
  });
}
