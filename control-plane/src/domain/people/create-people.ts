// The services of people put together.
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type CallerStanding, createCallerStanding } from './caller-standing.ts';
import {
  createExternalSignIn,
  type ExternalSignIn,
  type ExternalSignInSettings,
} from './external-sign-in.ts';
import { createMemberService, type MemberService } from './member-service.ts';
import { createOneTimeLinks, type OneTimeLinks } from './one-time-links.ts';
import { createPasswordHasher, type PasswordCost } from './password-hasher.ts';
import { createPersonSessions, type PersonSessions } from './person-sessions.ts';
import { createSignInService, type SignInService } from './sign-in-service.ts';
import { SignInThrottle } from './sign-in-throttle.ts';

export interface People {
  readonly signIns: SignInService;
  readonly sessions: PersonSessions;
  readonly standing: CallerStanding;
  readonly links: OneTimeLinks;
  readonly members: MemberService;
  /** Undefined where no identity provider is configured. */
  readonly externalSignIn: ExternalSignIn | undefined;
}

export function createPeople(base: {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly passwordCost?: PasswordCost;
  readonly externalSignIn?: ExternalSignInSettings;
}): People {
  const sessions = createPersonSessions(base);
  const dependencies = {
    ...base,
    sessions,
    passwords: createPasswordHasher(base.passwordCost),
    throttle: new SignInThrottle(base.clock),
  };
  const links = createOneTimeLinks(dependencies);
  return {
    signIns: createSignInService(dependencies),
    sessions,
    standing: createCallerStanding(dependencies),
    links,
    members: createMemberService(dependencies, links),
    externalSignIn: base.externalSignIn && createExternalSignIn(dependencies, base.externalSignIn),
  };
}
