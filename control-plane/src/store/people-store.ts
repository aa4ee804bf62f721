// People, memberships, sessions and one-time links in SQL: of one organisation, and across all.
import type { Kysely, Selectable } from 'kysely';
import type { Role } from '../domain/keys/roles.ts';
import type {
  LinkKind,
  PeopleStore,
  Person,
  SystemPeopleStore,
} from '../domain/people/people-store.ts';
import { listOf } from './in-chunks.ts';
import { linkRow, memberRows, roleOf, sessionRow, toLink, toMember } from './people-rows.ts';
import type { PersonTable } from './people-tables.ts';
import { createSystemSessionRows } from './person-session-rows.ts';
import type { Tables } from './tables.ts';

export function createPeopleStore(db: Kysely<Tables>, orgId: string): PeopleStore {
  const membersHere = () => memberRows(db, orgId);
  return {
    orgId,
    addMember: async (personId, role, now) => {
      await db
        .insertInto('membership')
        .values({ org_id: orgId, person_id: personId, role, created_at: now })
        .execute();
    },
    member: async (personId) => {
      const row = await membersHere().where('person.id', '=', personId).executeTakeFirst();
      return row && toMember(row);
    },
    members: async ({ offset, limit }) => {
      const rows = await membersHere()
        .orderBy('person.email')
        .offset(offset)
        .limit(limit)
        .execute();
      return { members: rows.map(toMember), total: await countMembers(db, orgId) };
    },
    setRole: async (personId, role) => {
      await db
        .updateTable('membership')
        .set({ role })
        .where('org_id', '=', orgId)
        .where('person_id', '=', personId)
        .execute();
    },
    removeMember: async (personId) => {
      for (const table of ['person_session', 'membership'] as const) {
        await db
          .deleteFrom(table)
          .where('org_id', '=', orgId)
          .where('person_id', '=', personId)
          .execute();
      }
    },
    ownerCount: () => countMembers(db, orgId, 'owner'),
    insertSession: async (session) => {
      await db.insertInto('person_session').values(sessionRow(session)).execute();
    },
    endSessions: async (personId) => {
      await db
        .deleteFrom('person_session')
        .where('org_id', '=', orgId)
        .where('person_id', '=', personId)
        .execute();
    },
    ...linksOf(db, orgId),
  };
}

function linksOf(
  db: Kysely<Tables>,
  orgId: string,
): Pick<PeopleStore, 'insertLink' | 'openInvitations' | 'revokeLink'> {
  return {
    insertLink: async (link) => {
      await db.insertInto('one_time_link').values(linkRow(link)).execute();
    },
    openInvitations: async ({ offset, limit, now }) => {
      const open = db
        .selectFrom('one_time_link')
        .where('org_id', '=', orgId)
        .where('kind', '=', 'invitation')
        .where('used_at', 'is', null)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now);
      const rows = await open
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .offset(offset)
        .limit(limit)
        .execute();
      const { total } = await open
        .select((is) => is.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { links: rows.map(toLink), total: Number(total) };
    },
    revokeLink: async (id, now) => {
      const row = await db
        .updateTable('one_time_link')
        .set({ revoked_at: now })
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .where('revoked_at', 'is', null)
        .returningAll()
        .executeTakeFirst();
      return row && toLink(row);
    },
  };
}

function identitiesOf(
  db: Kysely<Tables>,
): Pick<SystemPeopleStore, 'personByIdentity' | 'setIdentity' | 'setProfile'> {
  return {
    personByIdentity: async (issuer, subject) => {
      const row = await db
        .selectFrom('person')
        .selectAll()
        .where('oidc_issuer', '=', issuer)
        .where('oidc_subject', '=', subject)
        .executeTakeFirst();
      return row && toPerson(row);
    },
    setIdentity: async (personId, { issuer, subject }) => {
      const result = await db
        .updateTable('person')
        .set({ oidc_issuer: issuer, oidc_subject: subject })
        .where('id', '=', personId)
        .where((is) => is.or([is('oidc_issuer', 'is', null), is('oidc_issuer', '!=', issuer)]))
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    setProfile: async (personId, { email, name }) => {
      await db.updateTable('person').set({ email, name }).where('id', '=', personId).execute();
    },
  };
}

function toPerson(row: Selectable<PersonTable>): Person {
  return { ...row, passwordHash: row.password_hash ?? undefined, createdAt: row.created_at };
}

export function createSystemPeopleStore(db: Kysely<Tables>): SystemPeopleStore {
  const person = async (column: 'id' | 'email', value: string) => {
    const row = await db
      .selectFrom('person')
      .selectAll()
      .where(column, '=', value)
      .executeTakeFirst();
    return row && toPerson(row);
  };
  return {
    scope: 'system',
    insertPerson: async ({ id, email, name, passwordHash, createdAt }) => {
      const password = passwordHash ?? null;
      await db
        .insertInto('person')
        .values({
          ...{ id, email, name },
          password_hash: password,
          password_changed_at: password === null ? null : createdAt,
          oidc_issuer: null,
          oidc_subject: null,
          created_at: createdAt,
        })
        .execute();
    },
    person: (id) => person('id', id),
    personByEmail: (email) => person('email', email),
    ...identitiesOf(db),
    setPassword: async (personId, hash, now) => {
      await db
        .updateTable('person')
        .set({ password_hash: hash, password_changed_at: now })
        .where('id', '=', personId)
        .execute();
    },
    membershipsOf: async (personId) => {
      const rows = await db
        .selectFrom('membership')
        .innerJoin('organisation', 'organisation.id', 'membership.org_id')
        .select(['membership.org_id as orgId', 'organisation.name as name', 'membership.role'])
        .where('person_id', '=', personId)
        .orderBy('membership.created_at')
        .orderBy('membership.org_id')
        .execute();
      return rows.map(({ orgId, name, role }) => ({
        orgId,
        organisationName: name,
        role: roleOf(role),
      }));
    },
    rolesOf: async (personIds) => {
      const rows = await db
        .selectFrom('membership')
        .select(['person_id as personId', 'org_id as orgId', 'role'])
        .where('person_id', 'in', listOf(personIds))
        .execute();
      return rows.map((row) => ({ ...row, role: roleOf(row.role) }));
    },
    hasOwner: async () => (await countMembers(db, undefined, 'owner')) > 0,
    linkByHash: async (hash) => {
      const row = await db
        .selectFrom('one_time_link')
        .selectAll()
        .where('hash', '=', hash)
        .executeTakeFirst();
      return row && toLink(row);
    },
    useLink: async (id, now) => {
      const result = await db
        .updateTable('one_time_link')
        .set({ used_at: now })
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    revokeLinksOfKind: async (kind, now) => {
      await revokingOfKind(db, kind, now).execute();
    },
    revokeResetsOf: async (personId, now) => {
      await revokingOfKind(db, 'password-reset', now).where('person_id', '=', personId).execute();
    },
    ...createSystemSessionRows(db),
  };
}

function revokingOfKind(db: Kysely<Tables>, kind: LinkKind, now: number) {
  return db
    .updateTable('one_time_link')
    .set({ revoked_at: now })
    .where('kind', '=', kind)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null);
}

async function countMembers(
  db: Kysely<Tables>,
  orgId: string | undefined,
  role?: Role,
): Promise<number> {
  let query = db.selectFrom('membership').select((is) => is.fn.countAll<number>().as('total'));
  if (orgId !== undefined) query = query.where('org_id', '=', orgId);
  if (role !== undefined) query = query.where('role', '=', role);
  return Number((await query.executeTakeFirstOrThrow()).total);
}
