// The sync under way: how far it is, how long it may go on, and a way to stop it.
import { useOperation } from '../../api/use-operation.ts';
import { JobActions } from '../../components/job-actions.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Pill } from '../../components/status-pill.tsx';

export function RunningSync({ registryId }: { readonly registryId: string }) {
  const query = { registry: registryId, kind: 'sync', state: 'running', limit: 1 } as const;
  const job = useOperation('GET /api/jobs', { query }).data?.data[0];
  return (
    <div className="sync sync-running">
      <span className="stack-tight">
        <Pill tone="work">under way</Pill>
        <span className="tiny muted">
          {job?.startedAt === undefined ? '' : <RelativeTime at={job.startedAt} />}
        </span>
      </span>
      <span className="row">
        {job?.progress === undefined ? (
          <span className="small muted">The registry is asked what it holds.</span>
        ) : (
          <JobProgress job={job} />
        )}
        <span className="spread" />
        {job === undefined ? null : <JobActions job={job} />}
      </span>
    </div>
  );
}
