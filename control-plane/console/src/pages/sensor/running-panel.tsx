// What the sensor is at, with how far each job is, and a way to stop it.
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { JobActions } from '../../components/job-actions.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useRegistryNames } from '../../components/use-registry-names.ts';

/** A sensor runs a handful of jobs at once. */
const jobsMax = 50;

export function RunningPanel({ id }: { readonly id: string }) {
  const names = useRegistryNames();
  const answer = useOperation('GET /api/jobs', {
    query: { sensor: id, state: 'running', limit: jobsMax },
  });
  const jobs = answer.data?.data;
  return (
    <Panel title="Running jobs" flush>
      {answer.isError ? (
        <FailureNotice
          error={answer.error}
          what="Its jobs could not be read."
          retry={() => void answer.refetch()}
        />
      ) : null}
      {answer.isLoading ? <Skeleton lines={2} label="Loading its jobs …" /> : null}
      {jobs?.length === 0 ? <p className="panel-body muted small">None now.</p> : null}
      <ul>
        {jobs?.map((job) => (
          <li key={job.id} className="member-line">
            <span className="stack-tight">
              <span>
                {job.kind} of {names.get(job.registryId) ?? 'a registry'}
              </span>
              <JobProgress job={job} />
            </span>
            <span className="spread" />
            <JobActions job={job} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
