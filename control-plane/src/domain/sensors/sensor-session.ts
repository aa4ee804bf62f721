// What one open link remembers besides being open: where its outbox stands and which jobs are in doubt.
import type { Job } from '../jobs/job.ts';
import type { LiveLink } from './live-links.ts';

export interface SensorSession {
  readonly link: LiveLink;
  /** Committed when the link was opened. */
  readonly ackedSeq: number;
  /**
   * Jobs the sensor no longer listed though it held them: most likely their end is still in its outbox. What has
   * not ended once the outbox was read up to `afterSeq` goes back to the queue.
   */
  doubtful: { readonly afterSeq: number; readonly jobs: readonly Job[] } | undefined;
}
