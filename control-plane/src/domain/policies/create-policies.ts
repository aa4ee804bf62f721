// Policies put together: what people ask of them, and the clockwork behind.
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import type { JobService } from '../jobs/job-service.ts';
import { Clockwork } from '../sensors/clockwork.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { endExceptions } from './end-exceptions.ts';
import { createExceptionService, type ExceptionService } from './exception-service.ts';
import { createFindingExceptions, type FindingExceptions } from './finding-exceptions.ts';
import { createGateService, type GateAdvisories, type GateService } from './gate-service.ts';
import { createPolicyService, type PolicyService } from './policy-service.ts';
import { VerdictLoop } from './verdict-loop.ts';

export interface PolicyDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly jobs: Pick<JobService, 'requestScan'>;
  readonly advisories: () => GateAdvisories;
  readonly exceptionDaysMax: number;
  /** Exposures are due. */
  readonly wakeMatching: () => void;
}

export interface PolicyLoop {
  start(): Promise<void>;
  /** Verdicts may be due. */
  wake(): void;
  /** Resolves once what is due is done. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface Policies {
  readonly policies: PolicyService;
  readonly exceptions: ExceptionService;
  readonly findingExceptions: FindingExceptions;
  readonly gate: GateService;
  readonly policyLoop: PolicyLoop;
}

const turnEveryMs = 60_000;

export function createPolicies(dependencies: PolicyDependencies): Policies {
  const { clock, log, wakeMatching } = dependencies;
  const loop = new VerdictLoop(dependencies);
  const turn = async (): Promise<void> => {
    if (await endExceptions(dependencies)) wakeMatching();
    await loop.retry();
  };
  const clockwork = new Clockwork(clock, log, [
    { name: 'policies', everyMs: turnEveryMs, run: turn },
  ]);
  return {
    policies: createPolicyService({ ...dependencies, wake: () => loop.wake() }),
    exceptions: createExceptionService({ ...dependencies, wake: wakeMatching }),
    findingExceptions: createFindingExceptions(dependencies),
    gate: createGateService(dependencies),
    policyLoop: {
      start: async () => {
        loop.start();
        clockwork.start();
        // What ended while nothing ran.
        await turn();
      },
      wake: () => loop.wake(),
      idle: async () => {
        await clockwork.settled();
        await loop.idle();
      },
      stop: async () => {
        await clockwork.stop();
        await loop.stop();
      },
    },
  };
}
