// The jobs this sensor has accepted, on disk: what is here is finished even without a link, also after a death.
import type { JobPayload } from '@harborguard/shared/protocol/jobs.ts';
import type { JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';

export interface HeldJob extends JobRef {
  readonly payload: JobPayload;
  readonly budgetMs: number;
  /** Was running when the process died before; it runs alone from then on. */
  readonly suspect: boolean;
  /** Grows with each death while it ran alone, without a newly read layer in between; see link-limits.ts. */
  readonly suspicion: number;
}

export interface NewJob extends JobRef {
  readonly payload: JobPayload;
  readonly budgetMs: number;
}

/** Every call is on disk when it returns. */
export interface JobJournal {
  /** Says what is known from before: a later attempt of a suspect is a suspect. */
  put(job: NewJob): HeldJob;
  /**
   * To be called once, at start: all held jobs, oldest first. Those that were running at the death before are
   * suspect from now on, and the deaths of those that ran alone count against them.
   */
  recover(): readonly HeldJob[];
  markStarted(job: JobRef, options: { readonly alone: boolean }): void;
  /** The process shows signs of trouble of its own: a death from now on is evidence against what runs alone. */
  markEndangered(job: JobRef): void;
  /** A layer was newly read: the job gets on, so deaths are counted anew. */
  markAdvanced(job: JobRef): void;
  /** Ended from outside in good order (shutdown): no death. */
  markStopped(job: JobRef): void;
  remove(job: JobRef): void;
  readCursor(job: JobRef): string | undefined;
  writeCursor(job: JobRef, cursor: string): void;
}
