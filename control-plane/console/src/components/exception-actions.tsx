// What somebody of this role may do with an exception: approve or refuse it, accept anew, or end it; and take back what
// they asked for themselves.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Button } from './button.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { RenewButton } from './renew-button.tsx';
import { useAction } from './use-action.ts';
import { useCaller } from './use-caller.ts';

export function ExceptionActions({
  id,
  state,
  isOwn,
  what,
}: {
  readonly id: string;
  readonly state: RowOf<'GET /api/exceptions'>['state'];
  /** Made by whoever looks. */
  readonly isOwn: boolean;
  /** What it accepts, in words. */
  readonly what: string;
}) {
  const caller = useCaller();
  const approve = useAction('POST /api/exceptions/{id}/approve', { done: 'Approved' });
  const revoke = useAction('POST /api/exceptions/{id}/revoke', { done: 'Revoked' });
  const withdraw = useAction('POST /api/exceptions/{id}/withdraw', { done: 'Withdrawn' });
  const isRequest = state === 'requested';
  const end = isRequest ? 'Refuse' : 'Revoke';
  return (
    <>
      {isRequest && caller.may('admin') ? (
        <Button
          size="small"
          aria-label={`Approve ${what}`}
          busy={approve.isPending ? 'Approving …' : undefined}
          onClick={() => approve.mutate({ params: { id } })}
        >
          Approve
        </Button>
      ) : null}
      {isRequest && isOwn && caller.may('developer') ? (
        <ConfirmButton
          label="Withdraw"
          describe={`Withdraw ${what}`}
          title={`No longer ask to accept ${what}?`}
          note="It goes on counting, as it did while this was waiting."
          busy={withdraw.isPending ? 'Withdrawing …' : undefined}
          onConfirm={(close) => withdraw.mutate({ params: { id } }, { onSuccess: close })}
        />
      ) : null}
      {!isRequest && caller.may('developer') ? <RenewButton id={id} what={what} /> : null}
      {(isRequest || state === 'active') && caller.may('admin') ? (
        <ConfirmButton
          label={end}
          describe={`${end} ${what}`}
          title={isRequest ? `Refuse to accept ${what}?` : `No longer accept ${what}?`}
          note={
            isRequest
              ? 'It goes on counting, as it did while this was waiting.'
              : 'What it accepted counts again at once, for the gate too.'
          }
          busy={revoke.isPending ? (isRequest ? 'Refusing …' : 'Revoking …') : undefined}
          onConfirm={(close) => revoke.mutate({ params: { id } }, { onSuccess: close })}
        />
      ) : null}
    </>
  );
}
