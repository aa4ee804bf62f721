// From a held job to its result: gives the job its provider and its way to the outbox, then runs it by kind.
import type { Clock, Log, Tracer } from '@harborguard/shared/ports.ts';
import type { JobResult } from '@harborguard/shared/protocol/jobs.ts';
import type { LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import type { JobRef, Progress } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { ExternalScans } from '../external/external-scans.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';
import { identifyFirst } from './identify-first.ts';
import type { JobContext } from './job-context.ts';
import type { HeldJob, JobJournal } from './job-journal.ts';
import type { Execute } from './job-runner.ts';
import type { ProviderPool } from './provider-pool.ts';
import type { PullBudgets } from './pull-budgets.ts';
import { runProbe } from './run-probe.ts';
import { runScan, type Scan } from './run-scan.ts';
import { runSync } from './run-sync.ts';

export interface ExecuteDependencies {
  readonly pool: ProviderPool;
  readonly pullBudgets: PullBudgets;
  readonly journal: JobJournal;
  readonly report: (message: LogMessage) => Promise<void>;
  readonly sendProgress: (progress: Omit<Progress, 'kind'>) => void;
  readonly scan: Scan;
  /** Absent unless external scanners are configured. */
  readonly external?: ExternalScans | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
}

export function createExecute(dependencies: ExecuteDependencies): Execute {
  const { pool, clock } = dependencies;
  return (job, signal) => {
    const { payload } = job;
    if (payload.kind === 'sync' && payload.identify === true) {
      const parts = { with: pool.with.bind(pool), clock, signal };
      return identifyFirst(payload, parts, (sync, provider) =>
        runSync(sync, contextFor(job, signal, provider, dependencies)),
      );
    }
    return pool.with(job.payload.registry, (provider) => {
      const { kind, registry } = job.payload;
      // Only scans take anything; lists and digests are free.
      const counted =
        kind === 'scan' ? dependencies.pullBudgets.watch(provider, registry) : provider;
      return runByKind(job, contextFor(job, signal, counted, dependencies), dependencies);
    });
  };
}

function runByKind(
  { payload }: HeldJob,
  context: JobContext,
  dependencies: ExecuteDependencies,
): Promise<JobResult> {
  switch (payload.kind) {
    case 'probe':
      return runProbe(context);
    case 'sync':
      return runSync(payload, context);
    case 'scan':
      return runScan(payload, context, dependencies.scan, dependencies.external);
  }
}

function contextFor(
  { jobId, attempt }: HeldJob,
  signal: AbortSignal,
  provider: RegistryProvider,
  dependencies: ExecuteDependencies,
): JobContext {
  const job: JobRef = { jobId, attempt };
  const { journal, clock, tracer, sendProgress, report } = dependencies;
  return {
    job,
    signal,
    provider,
    clock,
    log: dependencies.log.child({ jobId, attempt }),
    tracer,
    report,
    advanced: () => journal.markAdvanced(job),
    progress: (phase, done, total) =>
      sendProgress({ ...job, phase, done, ...(total === undefined ? {} : { total }) }),
    cursor: {
      read: () => journal.readCursor(job),
      write: (value) => journal.writeCursor(job, value),
    },
  };
}
