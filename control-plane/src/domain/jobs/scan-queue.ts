// One more scan, within a transaction of whoever found that it is needed.
import type { Clock, Random, Tracer } from '@harborguard/shared/ports.ts';
import type { Stores } from '../unit-of-work.ts';
import type { ScanToEnqueue } from './job-service.ts';
import { newJob } from './new-job.ts';

export interface ScanQueue {
  /** Inserts unless an unfinished job has the same registry and digest. */
  enqueueScan(stores: Stores, scan: ScanToEnqueue): Promise<void>;
}

export function createScanQueue({
  clock,
  random,
  tracer,
}: {
  readonly clock: Clock;
  readonly random: Random;
  readonly tracer: Tracer;
}): ScanQueue {
  return {
    enqueueScan: async (stores, scan) => {
      const { registryId, repository, digest, attachmentTag, trigger, priority } = scan;
      const job = newJob({
        id: random.uuid(),
        orgId: stores.jobs.orgId,
        registryId,
        intent: {
          ...{ kind: 'scan', repository, reference: digest },
          ...(attachmentTag === undefined ? {} : { attachmentTag }),
        },
        trigger,
        ...(priority === undefined ? {} : { priority }),
        traceparent: tracer.current(),
        now: clock.now(),
      });
      await stores.jobs.insertUnlessOpen(job);
    },
  };
}
