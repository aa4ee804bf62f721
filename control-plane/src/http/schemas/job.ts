// Jobs and scans on the wire. A scan is a scan job; its state is said in the words of jobs.
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { jobKinds } from '@harborguard/shared/protocol/jobs.ts';
import { type Static, Type } from 'typebox';
import type { Job } from '../../domain/jobs/job.ts';
import { isoTime, optional, optionalTime, Time, Uuid } from './common.ts';

export const jobStates = [
  'queued',
  'assigned',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'dead',
] as const;

export const JobSchema = Type.Object({
  id: Uuid,
  registryId: Uuid,
  kind: Type.Enum([...jobKinds]),
  state: Type.Enum([...jobStates]),
  trigger: Type.String(),
  priority: Type.Integer(),
  attempt: Type.Integer(),
  createdAt: Time,
  startedAt: Type.Optional(Time),
  finishedAt: Type.Optional(Time),
  sensorId: Type.Optional(Uuid),
  repository: Type.Optional(Type.String()),
  reference: Type.Optional(Type.String()),
  repositories: Type.Optional(
    Type.Array(Type.String(), { description: 'Of a sync of these alone.' }),
  ),
  notBefore: Type.Optional(
    Type.String({
      description: 'ISO 8601, UTC. Queued again after an attempt: when the next may begin.',
    }),
  ),
  progress: Type.Optional(
    Type.Object({
      phase: Type.String(),
      done: Type.Integer(),
      total: Type.Optional(Type.Integer()),
    }),
  ),
  code: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  firstCheck: Type.Optional(Type.String()),
  details: Type.Optional(Type.Record(Type.String(), Type.String())),
});

export const ScanSchema = Type.Object({
  scanId: Uuid,
  ...JobSchema.properties,
  /** Known once the scan has ended. */
  digest: Type.Optional(Type.String()),
});

export function jobView(job: Job): Static<typeof JobSchema> {
  const { id, registryId, kind, state, trigger, priority, attempt } = job;
  return {
    ...{ id, registryId, kind, state, trigger, priority, attempt },
    createdAt: isoTime(job.createdAt),
    ...optionalTime('startedAt', job.startedAt),
    ...optionalTime('finishedAt', job.finishedAt),
    ...optional('sensorId', job.sensorId),
    ...optional('progress', job.progress),
    ...intentView(job),
    ...(job.state === 'queued' && job.attempt > 0 ? { notBefore: isoTime(job.notBefore) } : {}),
    ...codeView(job.errorCode),
    ...optional('details', job.errorDetails === null ? null : { ...job.errorDetails }),
  };
}

export function scanView(job: Job): Static<typeof ScanSchema> {
  const digest = job.result?.kind === 'scan' ? job.result.digest : undefined;
  return { scanId: job.id, ...jobView(job), ...optional('digest', digest) };
}

/** What the error table says about a code, for people. */
export function codeView(code: string | null | undefined): {
  code?: string;
  message?: string;
  firstCheck?: string;
} {
  if (code === null || code === undefined) return {};
  if (!isErrorCode(code)) return { code };
  const { meaning, firstCheck } = errorRow(code);
  return { code, message: meaning, firstCheck };
}

function intentView({ intent }: Job): Partial<Static<typeof JobSchema>> {
  if (intent.kind === 'sync' && intent.repositories !== undefined) {
    return { repositories: [...intent.repositories] };
  }
  if (intent.kind !== 'scan') return {};
  return { repository: intent.repository, reference: intent.reference };
}
