// What the rules about people need remembered: within one organisation, and across all for those who are not known yet.
import type { Role } from '../keys/roles.ts';

/** One of the installation; what they may do stands in their memberships. */
export interface Person {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | undefined;
  readonly createdAt: number;
}

export interface Membership {
  readonly orgId: string;
  readonly organisationName: string;
  readonly role: Role;
}

export interface PersonRole {
  readonly personId: string;
  readonly orgId: string;
  readonly role: Role;
}

export interface Member {
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly signsInWith: 'password' | 'oidc' | 'nothing';
  readonly joinedAt: number;
  readonly lastSeenAt: number | undefined;
}

export interface PersonSession {
  readonly id: string;
  readonly orgId: string;
  readonly personId: string;
  readonly hash: string;
  readonly hashSince: number;
  readonly candidateHash: string | undefined;
  readonly candidateAt: number | undefined;
  readonly previousHash: string | undefined;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  readonly address: string;
  readonly agent: string;
}

export type LinkKind = 'first-owner' | 'invitation' | 'password-reset';

export interface OneTimeLink {
  readonly id: string;
  readonly orgId: string;
  readonly kind: LinkKind;
  readonly role: Role;
  readonly email: string | undefined;
  readonly personId: string | undefined;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | undefined;
  readonly revokedAt: number | undefined;
}

export interface PageWindow {
  readonly offset: number;
  readonly limit: number;
}

/** Bound to one organisation. */
export interface PeopleStore {
  readonly orgId: string;
  addMember(personId: string, role: Role, now: number): Promise<void>;
  member(personId: string): Promise<Member | undefined>;
  /** By e-mail. */
  members(
    window: PageWindow,
  ): Promise<{ readonly members: readonly Member[]; readonly total: number }>;
  setRole(personId: string, role: Role): Promise<void>;
  /** Takes the sessions here along; the person stays. */
  removeMember(personId: string): Promise<void>;
  ownerCount(): Promise<number>;
  insertLink(link: OneTimeLink & { readonly hash: string }): Promise<void>;
  /** Invitations that can still be used, newest first. */
  openInvitations(
    window: PageWindow & { readonly now: number },
  ): Promise<{ readonly links: readonly OneTimeLink[]; readonly total: number }>;
  /** False when there is no such link that could be used. */
  revokeLink(id: string, now: number): Promise<OneTimeLink | undefined>;
  insertSession(session: PersonSession): Promise<void>;
  /** Ends a person's sessions of this organisation. */
  endSessions(personId: string): Promise<void>;
}

/** Across organisations: signing in begins before the organisation is known. */
export interface SystemPeopleStore {
  readonly scope: 'system';
  insertPerson(person: Person): Promise<void>;
  personByIdentity(issuer: string, subject: string): Promise<Person | undefined>;
  /** From now on this identity is that person; false when they are somebody else there already. */
  setIdentity(
    personId: string,
    identity: { readonly issuer: string; readonly subject: string },
  ): Promise<boolean>;
  setProfile(personId: string, profile: Pick<Person, 'email' | 'name'>): Promise<void>;
  person(id: string): Promise<Person | undefined>;
  personByEmail(email: string): Promise<Person | undefined>;
  setPassword(personId: string, hash: string, now: number): Promise<void>;
  /** The oldest first. */
  membershipsOf(personId: string): Promise<readonly Membership[]>;
  /** Of many people, in no order. */
  rolesOf(personIds: readonly string[]): Promise<readonly PersonRole[]>;
  hasOwner(): Promise<boolean>;
  linkByHash(hash: string): Promise<OneTimeLink | undefined>;
  /** False when somebody was faster. */
  useLink(id: string, now: number): Promise<boolean>;
  revokeLinksOfKind(kind: LinkKind, now: number): Promise<void>;
  /** Links with which a person could choose another password. */
  revokeResetsOf(personId: string, now: number): Promise<void>;
  /** By any of the hashes it answers to. */
  sessionByHash(hash: string): Promise<PersonSession | undefined>;
  /** Those of `ids` that have not ended. */
  sessionsByIds(ids: readonly string[]): Promise<readonly PersonSession[]>;
  updateSession(session: PersonSession): Promise<void>;
  sessionsOf(personId: string): Promise<readonly PersonSession[]>;
  /** Ends one of a person's sessions; false when it is not theirs or gone. */
  endSession(personId: string, sessionId: string): Promise<boolean>;
  endSessionsOf(personId: string): Promise<number>;
  /** Sessions and links nobody can use any more. */
  forgetExpired(now: number, idleSince: number): Promise<void>;
}
