// What went wrong, why it probably did, and the first thing to check, in the words of the error table.
import { ApiError } from '@harborguard/client/api-error.ts';
import { Button } from './button.tsx';

export function FailureNotice({
  error,
  what,
  retry,
}: {
  readonly error: unknown;
  /** What did not work, as the beginning of a sentence. */
  readonly what: string;
  readonly retry?: () => void;
}) {
  const known = error instanceof ApiError ? error : undefined;
  return (
    <div className="notice" data-tone="bad" role="alert">
      <p>
        <b>{what}</b> {known?.message ?? 'Something in this page failed.'}
        {known === undefined ? null : <span className="mono muted"> {known.code}</span>}
      </p>
      {known?.issues.map((issue) => (
        <p key={issue.path} className="small">
          <span className="mono">{issue.path}</span> {issue.message}
        </p>
      ))}
      <p className="small">
        <b>First check:</b>{' '}
        {known?.firstCheck ?? 'Reload the page; if it comes back, tell your administrator.'}
        {known?.requestId === undefined ? null : (
          <span className="muted"> Request {known.requestId}.</span>
        )}
      </p>
      {retry === undefined ? null : (
        <div>
          <Button size="small" onClick={retry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}
