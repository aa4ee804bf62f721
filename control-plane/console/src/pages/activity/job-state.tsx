// How a job does: its state, how far it is, or why it ended as it did.
import type { RowOf } from '@harborguard/client/operation-types.ts';
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
      {job.code === undefined ? null : (
        <span className="tiny muted job-reason">
          <span className="mono">{job.code}</span> {job.message}
          {job.firstCheck === undefined ? null : (
            <>
              {' '}
              <b>First check:</b> {job.firstCheck}
            </>
          )}
        </span>
      )}
    </div>
  );
}
