// One exception: what it covers, why, and its end.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { ExceptionActions } from '../../components/exception-actions.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Pill } from '../../components/status-pill.tsx';
import { useRegistryNames } from '../../components/use-registry-names.ts';

type Exception = RowOf<'GET /api/exceptions'>;

const tones: Readonly<Record<Exception['state'], string>> = {
  requested: 'work',
  active: 'good',
  expired: 'wait',
  revoked: 'wait',
};

export function ExceptionRow({ exception }: { readonly exception: Exception }) {
  const { id, state, own, advisory, package: packageName, reason, expiresAt } = exception;
  const names = useRegistryNames();
  const what = [advisory, packageName].filter((part) => part !== undefined).join(' in ');
  return (
    <tr>
      <td className="mono">{what}</td>
      <td data-label="Where" className="small">
        {scopeWords(exception.scope, names)}
      </td>
      <td data-label="Reason">
        {reason}
        <div className="tiny muted">{whoseWords(exception)}</div>
      </td>
      <td>
        <Pill tone={tones[state]}>{state}</Pill>
      </td>
      <td data-label="Ends">
        <RelativeTime at={expiresAt} />
      </td>
      <td className="end">
        <span className="row row-end">
          <ExceptionActions id={id} state={state} isOwn={own} what={what} />
        </span>
      </td>
    </tr>
  );
}

function whoseWords({ state, author, approvedBy, revokedBy }: Exception): string {
  if (state === 'requested') return `${author} asks for it`;
  const approved = approvedBy === undefined || approvedBy === author ? '' : `, by ${approvedBy}`;
  const isWithdrawn = approvedBy === undefined && revokedBy === author;
  if (isWithdrawn) return `${author}, withdrawn`;
  const revoked = revokedBy === undefined ? '' : `, ended by ${revokedBy}`;
  return `${author}${approved}${revoked}`;
}

function scopeWords(scope: Exception['scope'], names: ReadonlyMap<string, string>): string {
  const parts = [
    ...(scope.registries ?? []).map((id) => names.get(id) ?? id),
    ...(scope.repositories ?? []),
    ...(scope.tags ?? []).map((tag) => `:${tag}`),
    ...(scope.digests ?? []).map((digest) => digest.slice(0, 19)),
  ];
  return parts.length === 0 ? 'everywhere' : parts.join(', ');
}
