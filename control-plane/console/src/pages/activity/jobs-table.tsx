// One row for each job.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { shortDigest } from '../../components/digest-words.ts';
import { JobActions } from '../../components/job-actions.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { durationWords } from '../../time/relative-words.ts';
import { JobReason } from './job-reason.tsx';
import { JobState } from './job-state.tsx';

type Job = RowOf<'GET /api/jobs'>;

const triggerWords: Readonly<Partial<Record<string, string>>> = {
  interactive: 'by somebody',
  push: 'by a push',
  schedule: 'by schedule',
  sync: 'by a sync',
  heartbeat: 'by a first heartbeat',
};

export function JobsTable({
  jobs,
  registries,
}: {
  readonly jobs: readonly Job[];
  readonly registries: ReadonlyMap<string, string>;
}) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Job</th>
            <th scope="col">State</th>
            <th scope="col">Registry</th>
            <th scope="col">Asked</th>
            <th scope="col">Took</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.id}>
              <td className="job-subject">
                <b>{job.kind}</b>
                <JobSubject job={job} />
                <JobReason job={job} />
              </td>
              <td>
                <JobState job={job} />
              </td>
              <td className="job-registry">
                <Link to="/registries/$id" params={{ id: job.registryId }} className="link">
                  {registries.get(job.registryId) ?? 'a removed registry'}
                </Link>
              </td>
              <td data-label="Asked">
                <RelativeTime at={job.createdAt} />
                <div className="tiny muted number nowrap">{askedWords(job)}</div>
              </td>
              <td className="number nowrap" data-label="Took">
                {job.startedAt === undefined || job.finishedAt === undefined
                  ? '–'
                  : durationWords(Date.parse(job.finishedAt) - Date.parse(job.startedAt))}
              </td>
              <td className="end">
                <JobActions job={job} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `by schedule, attempt 3`. */
function askedWords({ trigger, attempt }: Job): string {
  const by = triggerWords[trigger] ?? `by ${trigger}`;
  return attempt > 1 ? `${by}, attempt ${attempt}` : by;
}

function JobSubject({ job }: { readonly job: Job }) {
  const { repository, reference = '' } = job;
  if (repository === undefined) return null;
  return (
    <div className="tiny">
      <span className="name">{repository}</span>{' '}
      {reference.startsWith('sha') ? (
        <Link className="mono link" to="/images/$digest" params={{ digest: reference }}>
          {shortDigest(reference)}
        </Link>
      ) : (
        <span className="mono muted">{reference}</span>
      )}
    </div>
  );
}
