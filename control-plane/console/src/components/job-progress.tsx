// How far a running job is: counts, a bar where the end is known, and how long the rest may take.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { useNowOften } from '../time/use-now.ts';
import { progressWords } from './progress-words.ts';

type Job = RowOf<'GET /api/jobs'>;

export function JobProgress({ job }: { readonly job: Job }) {
  const now = useNowOften();
  const { progress, startedAt } = job;
  if (progress === undefined || job.finishedAt !== undefined) return null;
  const { done, total } = progress;
  return (
    <span className="stack-tight tiny muted number job-progress">
      <span>{progressWords(progress, now - Date.parse(startedAt ?? ''))}</span>
      {total === undefined || total === 0 ? null : (
        <svg className="progress" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
          <rect className="track" width="100" height="6" />
          <rect className="done" width={(Math.min(done, total) / total) * 100} height="6" />
        </svg>
      )}
    </span>
  );
}
