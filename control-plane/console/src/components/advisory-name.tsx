// An advisory in a line: the way to its page, whether it is exploited, its other names, what it is about.
import { Link } from '@tanstack/react-router';
import { KnownExploited } from './exploit-signals.tsx';

export function AdvisoryName({
  advisory: { advisoryId, ids, summary, kev },
}: {
  readonly advisory: {
    readonly advisoryId: string;
    readonly ids: readonly string[];
    readonly summary?: string | undefined;
    readonly kev?: { readonly addedAt: string; readonly dueAt?: string } | undefined;
  };
}) {
  const others = ids.filter((id) => id !== advisoryId);
  return (
    <>
      <span className="row advisory-name">
        <Link className="name mono" to="/advisories/$id" params={{ id: advisoryId }}>
          {advisoryId}
        </Link>
        <KnownExploited kev={kev} />
      </span>
      {others.length === 0 ? null : <div className="tiny muted">{others.join(', ')}</div>}
      {summary === undefined || summary === '' ? null : (
        <div className="small muted advisory-summary">{summary}</div>
      )}
    </>
  );
}
