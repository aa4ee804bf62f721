// One exception: what it covers, why, and its end.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Pill } from '../../components/status-pill.tsx';
import { useAction } from '../../components/use-action.ts';
import type { Caller } from '../../components/use-caller.ts';
import { useRegistryNames } from '../../components/use-registry-names.ts';
import { RenewButton } from './renew-button.tsx';

type Exception = RowOf<'GET /api/exceptions'>;

const tones: Readonly<Record<Exception['state'], string>> = {
  requested: 'work',
  active: 'good',
  expired: 'wait',
  revoked: 'wait',
};

export function ExceptionRow({
  exception,
  caller,
}: {
  readonly exception: Exception;
  readonly caller: Caller;
}) {
  const { id, state, advisory, package: packageName, reason, expiresAt } = exception;
  const names = useRegistryNames();
  const approve = useAction('POST /api/exceptions/{id}/approve', { done: 'Approved' });
  const revoke = useAction('POST /api/exceptions/{id}/revoke', { done: 'Revoked' });
  const what = [advisory, packageName].filter((part) => part !== undefined).join(' in ');
  const isOpen = state === 'active' || state === 'requested';
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
          {state === 'requested' && caller.may('admin') ? (
            <Button
              size="small"
              aria-label={`Approve ${what}`}
              busy={approve.isPending ? 'Approving …' : undefined}
              onClick={() => approve.mutate({ params: { id } })}
            >
              Approve
            </Button>
          ) : null}
          {state !== 'requested' && caller.may('developer') ? (
            <RenewButton exception={exception} what={what} />
          ) : null}
          {isOpen && caller.may('admin') ? (
            <ConfirmButton
              label={state === 'requested' ? 'Refuse' : 'Revoke'}
              describe={`${state === 'requested' ? 'Refuse' : 'Revoke'} ${what}`}
              title={`No longer accept ${what}?`}
              note="What it accepted counts again at once, for the gate too."
              busy={revoke.isPending ? 'Revoking …' : undefined}
              onConfirm={(close) => revoke.mutate({ params: { id } }, { onSuccess: close })}
            />
          ) : null}
        </span>
      </td>
    </tr>
  );
}

function whoseWords({ state, author, approvedBy, revokedBy }: Exception): string {
  if (state === 'requested') return `${author} asks for it`;
  const approved = approvedBy === undefined || approvedBy === author ? '' : `, by ${approvedBy}`;
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
