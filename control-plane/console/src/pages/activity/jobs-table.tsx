// One row for each job.
import { Link } from '@tanstack/react-router';
import type { RowOf } from '../../api/call.ts';
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
                {job.repository === undefined ? null : (
                  <div className="muted tiny mono">
                    {job.repository}
                    {(job.reference ?? '').startsWith('sha') ? '@' : ':'}
                    {(job.reference ?? '').slice(0, 19)}
                  </div>
                )}
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
