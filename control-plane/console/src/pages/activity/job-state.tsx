// How a job does: its state, and how far it is while it runs.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { JobProgress } from '../../components/job-progress.tsx';
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
  return (
    <div className="stack-tight">
      <div>
        <Pill tone={tones[job.state]}>{job.state}</Pill>
      </div>
      <JobProgress job={job} />
    </div>
  );
}
