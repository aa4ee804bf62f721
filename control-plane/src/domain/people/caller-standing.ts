// Whether callers may still do what they came in with: asked while an answer goes on for long after its request.
import type { Clock } from '@harborguard/shared/ports.ts';
import type { Actor, Caller } from '../keys/caller.ts';
import { isUsable } from '../keys/key-service.ts';
import type { ApiKey } from '../keys/key-store.ts';
import { lesserRole, type Role, roleAtLeast } from '../keys/roles.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { PersonRole, PersonSession } from './people-store.ts';
import type { PersonSessions } from './person-sessions.ts';

export interface CallerStanding {
  /** Those whose key or session has ended, or allows less than it did, also by what another process wrote. */
  lapsed(callers: readonly Caller[]): Promise<readonly Caller[]>;
}

export interface CallerStandingDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly sessions: Pick<PersonSessions, 'isLive'>;
}

/** What a caller may do at the moment. */
type Standing = Pick<Caller, 'orgId' | 'role' | 'registryIds'>;

export function createCallerStanding(dependencies: CallerStandingDependencies): CallerStanding {
  return {
    lapsed: async (callers) => {
      const standings = await standingsOf(dependencies, callers);
      return callers.filter((caller) => {
        const now = standings.get(idOf(caller.actor));
        return now === undefined || !covers(now, caller);
      });
    },
  };
}

/** The id of what they showed: a person may have ended one session of several. */
function idOf(actor: Actor): string {
  return actor.kind === 'key' ? actor.id : actor.sessionId;
}

/** Four reads, however many callers there are. */
async function standingsOf(
  { unitOfWork, clock, sessions }: CallerStandingDependencies,
  callers: readonly Caller[],
): Promise<ReadonlyMap<string, Standing>> {
  const ids = new Set(callers.map(({ actor }) => idOf(actor)));
  const shown = await unitOfWork.readSystem(async (stores) => {
    const keys = await stores.keys.findAll([...ids]);
    const begun = await stores.people.sessionsByIds([...ids]);
    const people = [...keys, ...begun].flatMap(({ personId }) => personId ?? []);
    return { keys, begun, roles: await stores.people.rolesOf([...new Set(people)]) };
  });
  const now = clock.now();
  const keys = shown.keys
    .filter((key) => isUsable(key, now))
    .map((key) => [key.id, standingOfKey(key, shown.roles)] as const);
  const begun = shown.begun
    .filter((session) => sessions.isLive(session))
    .map((session) => [session.id, standingOfSession(session, shown.roles)] as const);
  return new Map(
    [...keys, ...begun].flatMap(([id, standing]) => (standing ? [[id, standing]] : [])),
  );
}

function standingOfKey(key: ApiKey, roles: readonly PersonRole[]): Standing | undefined {
  if (key.personId === undefined) return key;
  const role = roleOf(roles, { orgId: key.orgId, personId: key.personId });
  return role && { ...key, role: lesserRole(role, key.role) };
}

function standingOfSession(
  session: PersonSession,
  roles: readonly PersonRole[],
): Standing | undefined {
  const role = roleOf(roles, session);
  return role && { orgId: session.orgId, role, registryIds: [] };
}

function roleOf(
  roles: readonly PersonRole[],
  { orgId, personId }: Pick<PersonRole, 'orgId' | 'personId'>,
): Role | undefined {
  return roles.find((each) => each.orgId === orgId && each.personId === personId)?.role;
}

function covers(now: Standing, before: Standing): boolean {
  if (now.orgId !== before.orgId || !roleAtLeast(now.role, before.role)) return false;
  if (now.registryIds.length === 0) return true;
  return (
    before.registryIds.length > 0 && before.registryIds.every((id) => now.registryIds.includes(id))
  );
}
