// How a job does: its state, how far it is, or why it ended as it did.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { Pill } from '../../components/status-pill.tsx';
import { JobProgress } from './job-progress.tsx';

type Job = RowOf<'GET /api/jobs'>;

const tones: Readonly<Record<Job['state'], string>> = {
  queued: 'wait',
  assigned: 'work',
  running: 'work',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'wait',
  dead: 'bad',
};

export function JobState({ job }: { readonly job: Job }) {
  return (
    <div className="stack-tight">
      <div>
        <Pill tone={tones[job.state]}>{job.state}</Pill>
      </div>
      <JobProgress job={job} />
      <JobReason job={job} />
    </div>
  );
}

/** Why it ended as it did; of one that was tried too often, why the last attempt did. */
function JobReason({ job }: { readonly job: Job }) {
  const { code, message, firstCheck } = job;
  if (code === undefined) return null;
  const lastError = job.details?.['lastError'];
  const last = isErrorCode(lastError) ? errorRow(lastError) : undefined;
  const check = last?.firstCheck ?? firstCheck;
  return (
    <span className="tiny muted job-reason">
      <span className="mono">{code}</span> {message}
      {last === undefined ? null : (
        <>
          {' '}
          The last time: <span className="mono">{lastError}</span> {last.meaning}
        </>
      )}
      {check === undefined ? null : (
        <>
          {' '}
          <b>First check:</b> {check}
        </>
      )}
    </span>
  );
}
