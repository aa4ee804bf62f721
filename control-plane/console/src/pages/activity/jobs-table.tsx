// One row for each job.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { shortDigest } from '../../components/digest-words.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { durationWords } from '../../time/relative-words.ts';
import { JobActions } from './job-actions.tsx';
import { JobState } from './job-state.tsx';

type Job = RowOf<'GET /api/jobs'>;

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
            <th scope="col">Asked for by</th>
            <th scope="col" className="end">
              Attempt
            </th>
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
              <td>
                <b>{job.kind}</b>
                <JobSubject job={job} />
              </td>
              <td>
                <JobState job={job} />
              </td>
              <td>
                <Link to="/registries/$id" params={{ id: job.registryId }} className="link">
                  {registries.get(job.registryId) ?? 'a removed registry'}
                </Link>
              </td>
              <td data-label="Asked for by">{job.trigger}</td>
              <td className="end number" data-label="Attempt">
                {job.attempt}
              </td>
              <td>
                <RelativeTime at={job.createdAt} />
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

function JobSubject({ job }: { readonly job: Job }) {
  const { repository, reference = '' } = job;
  if (repository === undefined) return null;
  return (
    <div className="tiny job-subject">
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
