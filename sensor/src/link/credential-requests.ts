// Questions for the credential of a job, and their answers. They outlive a link: what is open is asked again
// after the next welcome. Answers are handed to whoever asked and kept nowhere.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Timer } from '@harborguard/shared/ports.ts';
import type { GrantedSecrets } from '@harborguard/shared/protocol/registry-target.ts';
import type { JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';

/** Longer than a restart of the control plane; after that the job fails, and may be tried again. */
const answerMsMax = 60_000;

interface Question {
  readonly job: JobRef;
  readonly promise: Promise<GrantedSecrets>;
  readonly resolve: (granted: GrantedSecrets) => void;
  readonly reject: (error: HarborError) => void;
  readonly timer: Timer;
}

export class CredentialRequests {
  readonly #clock: Clock;
  readonly #questions = new Map<string, Question>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Rejects with LINK_UNREACHABLE when no answer comes. */
  ask(job: JobRef, send: (job: JobRef) => void): Promise<GrantedSecrets> {
    const key = keyOf(job);
    const asked = this.#questions.get(key);
    if (asked !== undefined) return asked.promise;
    const { promise, resolve, reject } = Promise.withResolvers<GrantedSecrets>();
    const timer = this.#clock.setTimer(answerMsMax, () => {
      this.#questions.delete(key);
      reject(new HarborError('LINK_UNREACHABLE', { details: { waitingFor: 'credential' } }));
    });
    this.#questions.set(key, { job, promise, resolve, reject, timer });
    send(job);
    return promise;
  }

  answer(job: JobRef, granted: GrantedSecrets): void {
    this.#take(job)?.resolve(granted);
  }

  /** The job is cancelled, or belongs to somebody else by now. */
  withdraw(job: JobRef): void {
    this.#take(job)?.reject(new HarborError('CANCELLED'));
  }

  askAgain(send: (job: JobRef) => void): void {
    for (const { job } of this.#questions.values()) send(job);
  }

  stop(): void {
    for (const { job } of [...this.#questions.values()]) this.withdraw(job);
  }

  #take(job: JobRef): Question | undefined {
    const key = keyOf(job);
    const question = this.#questions.get(key);
    question?.timer.cancel();
    this.#questions.delete(key);
    return question;
  }
}

function keyOf({ jobId, attempt }: JobRef): string {
  return `${jobId} ${attempt}`;
}
