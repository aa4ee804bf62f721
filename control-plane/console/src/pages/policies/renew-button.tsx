// Accepts again what ends or has ended, for the same reason unless another is given.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { DialogButton } from '../../components/dialog-button.tsx';
import { type ExceptionAbout, ExceptionForm } from '../../components/exception-form.tsx';

type Exception = RowOf<'GET /api/exceptions'>;

export function RenewButton({
  exception,
  what,
}: {
  readonly exception: Exception;
  /** What it accepts, in words. */
  readonly what: string;
}) {
  const { advisory, package: packageName, scope, reason, state } = exception;
  const about: ExceptionAbout = {
    ...(advisory === undefined ? {} : { advisory }),
    ...(packageName === undefined ? {} : { package: packageName }),
    scope,
  };
  return (
    <DialogButton
      label="Renew"
      size="small"
      describe={`Renew ${what}`}
      title={`Accept ${what} anew`}
    >
      {(close) => (
        <>
          <p className="muted small">
            {state === 'active'
              ? 'It goes on where this one ends; this one keeps its end.'
              : 'It has ended; a new one with the same scope begins.'}
          </p>
          <ExceptionForm about={about} isWhole reasonBefore={reason} close={close} />
        </>
      )}
    </DialogButton>
  );
}
