// Links that let somebody in once: the first owner, an invited member, somebody who forgot the password. A link that
// was used, has expired, was taken back or never existed is answered alike.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Role } from '../keys/roles.ts';
import type { Stores, SystemStores } from '../unit-of-work.ts';
import { defaultOrganisationId } from '../unit-of-work.ts';
import { normalisedEmail } from './email-address.ts';
import { demandMayChoose, isStillGiven } from './link-standing.ts';
import type { PeopleDependencies } from './people-dependencies.ts';
import type { LinkKind, OneTimeLink, Person } from './people-store.ts';
import type { IssuedToken, SessionOrigin } from './person-sessions.ts';
import { demandGoodPassword, signedInAs } from './sign-in-service.ts';
import { hashToken, mintToken } from './token-text.ts';

export interface MintedLink {
  readonly link: OneTimeLink;
  /** Shown once, stored nowhere. */
  readonly token: string;
}

export interface InspectedLink {
  readonly kind: LinkKind;
  readonly email: string | undefined;
  readonly role: Role;
  readonly organisationName: string;
  /** Whether the one invited has an account already, whose password is then asked for. */
  readonly hasAccount: boolean;
  readonly expiresAt: number;
}

export interface OneTimeLinks {
  /** A new one in place of those before; undefined when there is an owner. */
  firstOwner(): Promise<MintedLink | undefined>;
  /** Whether nobody owns the installation yet. */
  wantsFirstOwner(): Promise<boolean>;
  /** Throws LINK_INVALID. */
  inspect(token: string, origin: SessionOrigin): Promise<InspectedLink>;
  /** Inside a transaction of the caller, who has checked the rights. */
  mint(stores: Stores, wanted: WantedLink): Promise<MintedLink>;
  /** Signs in whoever has the link. Throws LINK_INVALID, VALIDATION_FAILED, SIGN_IN_REFUSED. */
  accept(acceptance: Acceptance, origin: SessionOrigin): Promise<IssuedToken>;
}

export interface WantedLink {
  readonly kind: LinkKind;
  readonly role: Role;
  readonly email?: string;
  readonly personId?: string;
  readonly createdBy: string;
}

export interface Acceptance {
  readonly kind: LinkKind;
  readonly token: string;
  readonly password: string;
  /** The first owner says who they are; an invitation knows. */
  readonly email?: string;
  readonly name?: string;
}

const hourMs = 60 * 60_000;
const lifeMs: Readonly<Record<LinkKind, number>> = {
  'first-owner': 24 * hourMs,
  invitation: 7 * 24 * hourMs,
  'password-reset': 4 * hourMs,
};

export function createOneTimeLinks(dependencies: PeopleDependencies): OneTimeLinks {
  const { unitOfWork, clock, throttle } = dependencies;
  return {
    wantsFirstOwner: async () =>
      !(await unitOfWork.readSystem((stores) => stores.people.hasOwner())),
    firstOwner: () =>
      unitOfWork.writeSystem(async (stores) => {
        if (await stores.people.hasOwner()) return undefined;
        await stores.people.revokeLinksOfKind('first-owner', clock.now());
        return await mint(dependencies, stores.organisation(defaultOrganisationId), {
          kind: 'first-owner',
          role: 'owner',
          createdBy: 'control-plane',
        });
      }),
    inspect: async (token, origin) => {
      throttle.enter(origin.address);
      return await unitOfWork.readSystem(async (stores) => {
        const link = await openLink(dependencies, stores, token);
        const account =
          link.email === undefined ? undefined : await stores.people.personByEmail(link.email);
        return {
          kind: link.kind,
          email: link.email,
          role: link.role,
          organisationName: await stores.organisations.nameOf(link.orgId),
          hasAccount: account?.passwordHash !== undefined,
          expiresAt: link.expiresAt,
        };
      });
    },
    mint: (stores, wanted) => mint(dependencies, stores, wanted),
    accept: (acceptance, origin) => accept(dependencies, acceptance, origin),
  };
}

async function mint(
  { clock, random }: PeopleDependencies,
  stores: Stores,
  wanted: WantedLink,
): Promise<MintedLink> {
  const token = mintToken(random);
  const now = clock.now();
  const link: OneTimeLink = {
    id: random.uuid(),
    orgId: stores.people.orgId,
    kind: wanted.kind,
    role: wanted.role,
    email: wanted.email,
    personId: wanted.personId,
    createdBy: wanted.createdBy,
    createdAt: now,
    expiresAt: now + lifeMs[wanted.kind],
    usedAt: undefined,
    revokedAt: undefined,
  };
  await stores.people.insertLink({ ...link, hash: hashToken(token) });
  const { id, kind, email, role } = link;
  stores.audit.describe({ target: { kind: 'link', id }, after: { kind, email, role } });
  return { link, token };
}

async function openLink(
  { clock }: PeopleDependencies,
  stores: SystemStores,
  token: string,
  kind?: LinkKind,
): Promise<OneTimeLink> {
  const link = await stores.people.linkByHash(hashToken(token));
  const isOpen =
    link !== undefined &&
    link.usedAt === undefined &&
    link.revokedAt === undefined &&
    link.expiresAt > clock.now() &&
    (kind === undefined || link.kind === kind) &&
    (await isStillGiven(stores, link));
  if (!isOpen) throw new HarborError('LINK_INVALID');
  return link;
}

async function accept(
  dependencies: PeopleDependencies,
  acceptance: Acceptance,
  origin: SessionOrigin,
): Promise<IssuedToken> {
  const { unitOfWork, clock, sessions, throttle } = dependencies;
  throttle.enter(origin.address);
  const { kind, token } = acceptance;
  const { link, known } = await unitOfWork.readSystem(async (stores) => {
    const open = await openLink(dependencies, stores, token, kind);
    return { link: open, known: await accountOf(stores, open, acceptance) };
  });
  const email = known?.email ?? addressOf(link, acceptance);
  // The link says that somebody is invited, not that they are the one whose account it is.
  const joins = kind !== 'password-reset' && known?.passwordHash !== undefined;
  const hash = joins
    ? await proven(dependencies, known, acceptance.password)
    : await chosen(dependencies, email, acceptance.password);
  return await unitOfWork.writeSystem(async (stores) => {
    await openLink(dependencies, stores, token, kind);
    if (kind === 'first-owner' && (await stores.people.hasOwner())) {
      throw new HarborError('LINK_INVALID');
    }
    if (!(await stores.people.useLink(link.id, clock.now()))) throw new HarborError('LINK_INVALID');
    const person = known ?? (await enter(dependencies, stores, { acceptance, email, hash }));
    if (!joins) {
      if (known !== undefined) await demandMayChoose(stores, link, known);
      await stores.people.setPassword(person.id, hash, clock.now());
      await stores.people.endSessionsOf(person.id);
      await stores.people.revokeResetsOf(person.id, clock.now());
    }
    const { people, audit } = stores.organisation(link.orgId);
    audit.describe({ ...signedInAs(person), after: { email: person.email, role: link.role } });
    if ((await people.member(person.id)) === undefined) {
      if (kind === 'password-reset') throw new HarborError('LINK_INVALID');
      await people.addMember(person.id, link.role, clock.now());
    } else if (kind === 'first-owner') await people.setRole(person.id, link.role);
    return await sessions.begin(stores, person, { orgId: link.orgId, origin });
  });
}

async function accountOf(
  stores: SystemStores,
  link: OneTimeLink,
  acceptance: Acceptance,
): Promise<Person | undefined> {
  if (link.personId !== undefined) return await stores.people.person(link.personId);
  const email = link.email ?? acceptance.email;
  return email === undefined
    ? undefined
    : await stores.people.personByEmail(normalisedEmail(email));
}

function addressOf(link: OneTimeLink, acceptance: Acceptance): string {
  const email = link.email ?? acceptance.email;
  if (email === undefined) {
    throw new HarborError('VALIDATION_FAILED', {
      details: { field: 'email', rule: 'is required' },
    });
  }
  return normalisedEmail(email);
}

async function chosen(
  { passwords }: PeopleDependencies,
  email: string,
  password: string,
): Promise<string> {
  demandGoodPassword(password, email);
  return await passwords.hash(password);
}

async function proven(
  { passwords, throttle }: PeopleDependencies,
  { email, passwordHash = '' }: Person,
  password: string,
): Promise<string> {
  throttle.enter('accept', email);
  const verdict = await passwords.verify(password, passwordHash);
  if (verdict.kind === 'wrong') throw new HarborError('SIGN_IN_REFUSED');
  throttle.succeeded(email);
  return passwordHash;
}

async function enter(
  { clock, random }: PeopleDependencies,
  stores: SystemStores,
  entry: { readonly acceptance: Acceptance; readonly email: string; readonly hash: string },
): Promise<Person> {
  const { email, hash, acceptance } = entry;
  const person: Person = {
    id: random.uuid(),
    email,
    name: acceptance.name ?? email,
    passwordHash: hash,
    createdAt: clock.now(),
  };
  await stores.people.insertPerson(person);
  return person;
}
