// What the services of people share.
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { PersonSessions } from './person-sessions.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';

export interface PeopleDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly passwords: PasswordHasher;
  readonly sessions: PersonSessions;
  readonly throttle: SignInThrottle;
}
