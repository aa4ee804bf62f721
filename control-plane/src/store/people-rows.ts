// Rows of people to what the domain knows, and back.
import type { Insertable, Kysely, Selectable } from 'kysely';
import { isRole, type Role } from '../domain/keys/roles.ts';
import type { Member, OneTimeLink, PersonSession } from '../domain/people/people-store.ts';
import type { OneTimeLinkTable, PersonSessionTable } from './people-tables.ts';
import type { Tables } from './tables.ts';

/** A role of a newer version grants the least. */
export function roleOf(text: string): Role {
  return isRole(text) ? text : 'viewer';
}

export function memberRows(db: Kysely<Tables>, orgId: string) {
  return db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .where('membership.org_id', '=', orgId)
    .select((is) => [
      'person.id as personId',
      'person.email',
      'person.name',
      'person.password_hash as passwordHash',
      'person.oidc_subject as oidcSubject',
      'membership.role',
      'membership.created_at as joinedAt',
      is
        .selectFrom('person_session')
        .select((inner) => inner.fn.max('last_seen_at').as('at'))
        .whereRef('person_session.person_id', '=', 'person.id')
        .where('person_session.org_id', '=', orgId)
        .as('lastSeenAt'),
    ]);
}

interface MemberRow {
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | null;
  readonly oidcSubject: string | null;
  readonly role: string;
  readonly joinedAt: number;
  readonly lastSeenAt: number | null;
}

export function toMember(row: MemberRow): Member {
  const { personId, email, name, joinedAt } = row;
  return {
    ...{ personId, email, name, joinedAt },
    role: roleOf(row.role),
    signsInWith: signInOf(row),
    lastSeenAt: row.lastSeenAt ?? undefined,
  };
}

function signInOf(row: MemberRow): Member['signsInWith'] {
  if (row.oidcSubject !== null) return 'oidc';
  return row.passwordHash === null ? 'nothing' : 'password';
}

export function toLink(row: Selectable<OneTimeLinkTable>): OneTimeLink {
  return {
    id: row.id,
    orgId: row.org_id,
    kind: row.kind,
    role: roleOf(row.role),
    email: row.email ?? undefined,
    personId: row.person_id ?? undefined,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}

export function linkRow(
  link: OneTimeLink & { readonly hash: string },
): Insertable<OneTimeLinkTable> {
  const { id, kind, hash, role } = link;
  return {
    ...{ id, kind, hash, role },
    org_id: link.orgId,
    email: link.email ?? null,
    person_id: link.personId ?? null,
    created_by: link.createdBy,
    created_at: link.createdAt,
    expires_at: link.expiresAt,
    used_at: link.usedAt ?? null,
    revoked_at: link.revokedAt ?? null,
  };
}

export function toSession(row: Selectable<PersonSessionTable>): PersonSession {
  const { id, hash, address, agent } = row;
  return {
    ...{ id, hash, address, agent },
    orgId: row.org_id,
    personId: row.person_id,
    hashSince: row.hash_since,
    candidateHash: row.candidate_hash ?? undefined,
    candidateAt: row.candidate_at ?? undefined,
    previousHash: row.previous_hash ?? undefined,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
  };
}

export function sessionRow(session: PersonSession): Insertable<PersonSessionTable> {
  const { id, hash, address, agent } = session;
  return {
    ...{ id, hash, address, agent },
    org_id: session.orgId,
    person_id: session.personId,
    hash_since: session.hashSince,
    candidate_hash: session.candidateHash ?? null,
    candidate_at: session.candidateAt ?? null,
    previous_hash: session.previousHash ?? null,
    created_at: session.createdAt,
    last_seen_at: session.lastSeenAt,
    expires_at: session.expiresAt,
  };
}
