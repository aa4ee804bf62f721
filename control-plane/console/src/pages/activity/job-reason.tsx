// Why a job ended as it did; of one that was tried too often, why the last attempt did.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';

export function JobReason({ job }: { readonly job: RowOf<'GET /api/jobs'> }) {
  const { code, message, firstCheck } = job;
  if (code === undefined) return null;
  const lastError = job.details?.['lastError'];
  const last = isErrorCode(lastError) ? errorRow(lastError) : undefined;
  const check = last?.firstCheck ?? firstCheck;
  return (
    <p className="tiny muted job-reason">
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
    </p>
  );
}
