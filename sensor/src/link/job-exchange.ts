// What a session says and hears about jobs: taking them, renewing their leases, losing them. Whether a job is
// taken is decided behind the callbacks.
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { JobAssign } from '@harborguard/shared/protocol/control-plane-frames.ts';
import type { JobRef, SensorFrame } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { CredentialRequests } from './credential-requests.ts';
import type { AssignReply, SessionOptions } from './link-options.ts';

/** Arrays of jobs in frames are bounded by the schema; nobody holds this many. */
const jobsPerFrameMax = 1_000;

export class JobExchange {
  readonly #options: Pick<SessionOptions, 'callbacks' | 'heldJobs' | 'log'>;
  readonly #credentials: CredentialRequests;
  readonly #send: (frame: SensorFrame) => void;

  constructor(
    options: SessionOptions,
    credentials: CredentialRequests,
    send: (frame: SensorFrame) => void,
  ) {
    this.#options = options;
    this.#credentials = credentials;
    this.#send = send;
  }

  held(): JobRef[] {
    return this.#options.heldJobs().slice(0, jobsPerFrameMax).map(refOf);
  }

  /** Replies once the job is persisted, or why it is not taken. */
  async take(job: JobAssign, isAccepting: boolean): Promise<void> {
    const reply = isAccepting ? await this.#replyTo(job) : ({ refuse: 'SENSOR_BUSY' } as const);
    if (reply === 'accept') this.#send({ kind: 'job.accept', ...refOf(job) });
    else this.#send({ kind: 'job.refuse', ...refOf(job), code: reply.refuse });
  }

  cancel(job: JobRef): void {
    this.#credentials.withdraw(job);
    this.#options.callbacks.onCancel(refOf(job));
  }

  renewLeases(): void {
    const jobs = this.held();
    if (jobs.length > 0) this.#send({ kind: 'lease.renew', jobs });
  }

  loseLeases(jobs: readonly JobRef[]): void {
    for (const job of jobs) {
      this.#credentials.withdraw(job);
      try {
        this.#options.callbacks.onLeaseLost(refOf(job));
      } catch (error) {
        this.#options.log.error('link step failed', { step: 'onLeaseLost', error });
      }
    }
  }

  async #replyTo(job: JobAssign): Promise<AssignReply> {
    try {
      return await this.#options.callbacks.onAssign(job);
    } catch (error) {
      const code = isHarborError(error) ? error.code : 'INTERNAL_ERROR';
      this.#options.log.error('job not taken', { ...refOf(job), code, error });
      return { refuse: code };
    }
  }
}

function refOf({ jobId, attempt }: JobRef): JobRef {
  return { jobId, attempt };
}
