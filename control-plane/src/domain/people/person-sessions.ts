// Sessions of people. A cookie's token is replaced now and then: the new one is a candidate until the browser shows it,
// so an answer that was lost costs nothing. The one before is good for requests that were under way, then it is a sign
// that two hold the same cookie, and the session ends.
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import type { Caller } from '../keys/caller.ts';
import type { SystemStores, UnitOfWork } from '../unit-of-work.ts';
import type { Person, PersonSession } from './people-store.ts';
import { hashToken, mintToken } from './token-text.ts';

export interface SessionOrigin {
  readonly address: string;
  readonly agent: string;
}

export interface IssuedToken {
  /** For the cookie; stored nowhere. */
  readonly token: string;
  readonly expiresAt: number;
}

export type SessionReading =
  | { readonly kind: 'refused' }
  | { readonly kind: 'caller'; readonly caller: Caller; readonly renewed: IssuedToken | undefined };

export interface SessionPlace {
  readonly orgId: string;
  readonly origin: SessionOrigin;
  /** As late as may be when absent. */
  readonly expiresAt?: number;
}

export interface PersonSessions {
  /** Inside a transaction of the caller, who knows that it is them. */
  begin(
    stores: SystemStores,
    person: Pick<Person, 'id'>,
    place: SessionPlace,
  ): Promise<IssuedToken>;
  authenticate(token: string): Promise<SessionReading>;
  /** Whether a session can still be used. */
  isLive(session: PersonSession): boolean;
  forgetExpired(stores: SystemStores): Promise<void>;
}

export interface PersonSessionsDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** A working day with its breaks. */
export const sessionIdleMs = 12 * hourMs;
export const sessionLifeMs = 7 * 24 * hourMs;
/** A session that seems to begin later than this was begun by a clock that was ahead, and would never end. */
const aheadMsMax = 24 * hourMs;
/** How long a stolen cookie is of use at most while its owner works on. */
const renewAfterMs = 15 * minuteMs;
/** How long an answer may be under way before another candidate is made. */
const candidateLostAfterMs = minuteMs;
const previousGraceMs = minuteMs;
const touchIntervalMs = minuteMs;
const agentLengthMax = 200;

const refused: SessionReading = { kind: 'refused' };

export function createPersonSessions(dependencies: PersonSessionsDependencies): PersonSessions {
  const { clock, random } = dependencies;
  return {
    begin: async (stores, person, { orgId, origin, ...place }) => {
      const token = mintToken(random);
      const now = clock.now();
      const session: PersonSession = {
        id: random.uuid(),
        orgId,
        personId: person.id,
        hash: hashToken(token),
        hashSince: now,
        candidateHash: undefined,
        candidateAt: undefined,
        previousHash: undefined,
        createdAt: now,
        lastSeenAt: now,
        expiresAt: place.expiresAt ?? now + sessionLifeMs,
        address: origin.address,
        agent: origin.agent.slice(0, agentLengthMax),
      };
      await stores.organisation(orgId).people.insertSession(session);
      return { token, expiresAt: session.expiresAt };
    },
    authenticate: (token) => authenticate(dependencies, token),
    isLive: (session) => isLive(session, clock.now()),
    forgetExpired: (stores) => {
      const now = clock.now();
      return stores.people.forgetExpired(now, now - sessionIdleMs);
    },
  };
}

function isLive(session: PersonSession, now: number): boolean {
  const isOver = session.expiresAt <= now || session.lastSeenAt + sessionIdleMs <= now;
  return !isOver && session.createdAt - now <= aheadMsMax;
}

async function authenticate(
  dependencies: PersonSessionsDependencies,
  token: string,
): Promise<SessionReading> {
  const { unitOfWork, clock } = dependencies;
  const hash = hashToken(token);
  const known = await unitOfWork.readSystem(async (stores) => {
    const session = await stores.people.sessionByHash(hash);
    if (session === undefined) return undefined;
    const person = await stores.people.person(session.personId);
    const memberships = await stores.people.membershipsOf(session.personId);
    const membership = memberships.find(({ orgId }) => orgId === session.orgId);
    return person && membership && { session, person, membership };
  });
  if (known === undefined || !isLive(known.session, clock.now())) return refused;
  const { session, person, membership } = known;
  const step = nextStep(session, hash, clock.now());
  if (step === 'stolen') {
    await endStolen(dependencies, session);
    return refused;
  }
  const renewed = step === 'none' ? undefined : await advance(dependencies, session, hash);
  const caller: Caller = {
    orgId: session.orgId,
    role: membership.role,
    name: person.email,
    registryIds: [],
    actor: { kind: 'person', id: person.id, name: person.email, sessionId: session.id },
  };
  return { kind: 'caller', caller, renewed };
}

function nextStep(session: PersonSession, hash: string, now: number): 'none' | 'write' | 'stolen' {
  if (hash === session.candidateHash) return 'write';
  if (hash === session.previousHash) {
    return apart(now, session.hashSince) <= previousGraceMs ? 'none' : 'stolen';
  }
  const isDue = needsCandidate(session, now) || apart(now, session.lastSeenAt) >= touchIntervalMs;
  return isDue ? 'write' : 'none';
}

function needsCandidate(session: PersonSession, now: number): boolean {
  if (apart(now, session.hashSince) < renewAfterMs) return false;
  const { candidateAt } = session;
  return candidateAt === undefined || apart(now, candidateAt) >= candidateLostAfterMs;
}

/** A clock that was set back counts as time that passed: what was noted of the future would hold until then. */
function apart(now: number, then: number): number {
  return Math.abs(now - then);
}

/** Read again within the transaction: two requests of one browser come at once. */
async function advance(
  { unitOfWork, clock, random }: PersonSessionsDependencies,
  seen: PersonSession,
  hash: string,
): Promise<IssuedToken | undefined> {
  return await unitOfWork.writeSystem(async (stores) => {
    const session = await stores.people.sessionByHash(hash);
    if (session === undefined || session.id !== seen.id) return undefined;
    const now = clock.now();
    if (hash === session.candidateHash) {
      await stores.people.updateSession({
        ...session,
        ...{ hash, hashSince: now, lastSeenAt: now, previousHash: session.hash },
        ...{ candidateHash: undefined, candidateAt: undefined },
      });
      return undefined;
    }
    if (!needsCandidate(session, now)) {
      await stores.people.updateSession({ ...session, lastSeenAt: now });
      return undefined;
    }
    const token = mintToken(random);
    const candidate = { candidateHash: hashToken(token), candidateAt: now, lastSeenAt: now };
    await stores.people.updateSession({ ...session, ...candidate });
    return { token, expiresAt: session.expiresAt };
  });
}

async function endStolen(
  { unitOfWork, log }: PersonSessionsDependencies,
  session: PersonSession,
): Promise<void> {
  await unitOfWork.writeSystem((stores) => stores.people.endSession(session.personId, session.id));
  log.warn('a replaced session cookie was shown again; the session is ended', {
    sessionId: session.id,
    personId: session.personId,
  });
}
