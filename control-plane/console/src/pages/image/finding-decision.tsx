// What was decided about one finding of an image: who accepted it until when, or that somebody asks to, and what the
// one who looks may do about it. Where nothing was decided, it can be accepted.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { ExceptionActions } from '../../components/exception-actions.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { AcceptFindingButton } from './accept-finding-button.tsx';

type Finding = RowOf<'GET /api/images/{digest}/findings'>;

export function FindingDecision({
  finding,
  digest,
}: {
  readonly finding: Finding;
  readonly digest: string;
}) {
  const { exception } = finding;
  if (exception === undefined) {
    return (
      <div>
        <AcceptFindingButton finding={finding} digest={digest} />
      </div>
    );
  }
  const { id, state, everywhere, reason } = exception;
  return (
    <div className="finding-decision">
      <div className="tiny">
        {state === 'requested' ? (
          `${exception.author ?? 'Somebody'} asks to accept it`
        ) : (
          <>
            Accepted{everywhere ? '' : ' in some places'}, ends{' '}
            <RelativeTime at={exception.expiresAt} />
          </>
        )}
      </div>
      {state === 'requested' || exception.author === undefined ? null : (
        <div className="tiny muted">{acceptedByWords(exception)}</div>
      )}
      {reason === undefined ? null : <div className="tiny muted finding-reason">“{reason}”</div>}
      <div className="row row-end">
        {id === undefined ? null : (
          <ExceptionActions
            id={id}
            state={state}
            isOwn={exception.own === true}
            what={`${finding.advisoryId} in ${finding.packageName}`}
          />
        )}
        {state === 'active' && !everywhere ? (
          <AcceptFindingButton finding={finding} digest={digest} />
        ) : null}
      </div>
    </div>
  );
}

function acceptedByWords({ author, approvedBy }: Finding['exception'] & object): string {
  return approvedBy === undefined || approvedBy === author
    ? `by ${author}`
    : `asked by ${author}, approved by ${approvedBy}`;
}
