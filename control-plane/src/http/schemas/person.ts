// People on the wire: members, invitations, sessions and who is asking.
import { type Static, Type } from 'typebox';
import type { Caller } from '../../domain/keys/caller.ts';
import { roles } from '../../domain/keys/roles.ts';
import { emailLengthMax, emailPattern } from '../../domain/people/email-address.ts';
import { passwordLengthMax } from '../../domain/people/password-rules.ts';
import type {
  Member,
  Membership,
  OneTimeLink,
  PersonSession,
} from '../../domain/people/people-store.ts';
import { tokenPattern } from '../../domain/people/token-text.ts';
import { isoTime, optionalTime, Time, Uuid } from './common.ts';

const RoleSchema = Type.Enum([...roles]);
export const Email = Type.String({ pattern: emailPattern, maxLength: emailLengthMax });
export const Password = Type.String({ minLength: 1, maxLength: passwordLengthMax });
export const LinkToken = Type.String({ pattern: tokenPattern });
export const PersonName = Type.String({ minLength: 1, maxLength: 128 });

export const MeSchema = Type.Object({
  kind: Type.Enum(['person', 'key']),
  id: Uuid,
  name: Type.String({ description: 'The e-mail of a person, the name of a key.' }),
  role: RoleSchema,
  registryIds: Type.Array(Uuid, { description: 'None means all.' }),
  organisation: Type.Object({ id: Uuid, name: Type.String() }),
  organisations: Type.Array(Type.Object({ id: Uuid, name: Type.String(), role: RoleSchema })),
});

export const MemberSchema = Type.Object({
  id: Uuid,
  email: Type.String(),
  name: Type.String(),
  role: RoleSchema,
  signsInWith: Type.Enum(['password', 'oidc', 'nothing']),
  joinedAt: Time,
  lastSeenAt: Type.Optional(Time),
});

export const InvitationSchema = Type.Object({
  id: Uuid,
  email: Type.String(),
  role: RoleSchema,
  createdAt: Time,
  expiresAt: Time,
});

/** The only answer with the link in it. */
export const MintedLinkSchema = Type.Object({
  ...InvitationSchema.properties,
  link: Type.String({ description: 'To hand over. Shown this once.' }),
});

export const SessionSchema = Type.Object({
  id: Uuid,
  isCurrent: Type.Boolean(),
  address: Type.String(),
  agent: Type.String({ description: 'What the browser calls itself.' }),
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: Time,
});

export function meView(
  caller: Caller,
  memberships: readonly Membership[],
): Static<typeof MeSchema> {
  const here = memberships.find(({ orgId }) => orgId === caller.orgId);
  return {
    kind: caller.actor.kind,
    id: caller.actor.id,
    name: caller.name,
    role: caller.role,
    registryIds: [...caller.registryIds],
    organisation: { id: caller.orgId, name: here?.organisationName ?? '' },
    organisations: memberships.map(({ orgId, organisationName, role }) => ({
      ...{ id: orgId, name: organisationName, role },
    })),
  };
}

export function memberView(member: Member): Static<typeof MemberSchema> {
  const { personId, email, name, role, signsInWith } = member;
  return {
    ...{ id: personId, email, name, role, signsInWith },
    joinedAt: isoTime(member.joinedAt),
    ...optionalTime('lastSeenAt', member.lastSeenAt),
  };
}

export function invitationView(link: OneTimeLink): Static<typeof InvitationSchema> {
  const { id, email = '', role } = link;
  return {
    ...{ id, email, role },
    createdAt: isoTime(link.createdAt),
    expiresAt: isoTime(link.expiresAt),
  };
}

export function sessionView(
  session: PersonSession,
  { actor }: Caller,
): Static<typeof SessionSchema> {
  const { id, address, agent } = session;
  return {
    ...{ id, address, agent },
    isCurrent: actor.kind === 'person' && actor.sessionId === id,
    createdAt: isoTime(session.createdAt),
    lastSeenAt: isoTime(session.lastSeenAt),
    expiresAt: isoTime(session.expiresAt),
  };
}
