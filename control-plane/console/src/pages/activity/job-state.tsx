// How a job does: its state, how far it is, or why it ended as it did.
import type { RowOf } from '../../api/call.ts';
import { Pill } from '../../components/status-pill.tsx';

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
  const { progress } = job;
  return (
    <div className="stack-tight">
      <div>
        <Pill tone={tones[job.state]}>{job.state}</Pill>
      </div>
      {progress === undefined || job.finishedAt !== undefined ? null : (
        <span className="tiny muted number">
          {progress.phase}: {progress.done.toLocaleString('en')}
          {progress.total === undefined ? '' : ` of ${progress.total.toLocaleString('en')}`}
        </span>
      )}
      {job.code === undefined ? null : (
        <span className="tiny muted job-reason">
          <span className="mono">{job.code}</span> {job.message}{' '}
          {job.firstCheck === undefined ? '' : `First check: ${job.firstCheck}`}
        </span>
      )}
    </div>
  );
}
