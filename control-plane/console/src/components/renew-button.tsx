// Accepts again what ends or has ended, for the same reason unless another is given.

import type { DataOf } from '@harborguard/client/operation-types.ts';
import { useRef } from 'react';
import { useOperation } from '../api/use-operation.ts';
import { DialogButton } from './dialog-button.tsx';
import { type ExceptionAbout, ExceptionForm } from './exception-form.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { Skeleton } from './skeleton.tsx';
import { useHeadFocus } from './use-head-focus.ts';

type Exception = DataOf<'GET /api/exceptions/{id}'>;

export function RenewButton({
  id,
  what,
}: {
  readonly id: string;
  /** What it accepts, in words. */
  readonly what: string;
}) {
  return (
    <DialogButton
      label="Renew"
      size="small"
      describe={`Renew ${what}`}
      title={`Accept ${what} anew`}
    >
      {(close) => <Renewal id={id} close={close} />}
    </DialogButton>
  );
}

function Renewal({ id, close }: { readonly id: string; readonly close: () => void }) {
  const answer = useOperation('GET /api/exceptions/{id}', { params: { id } });
  if (answer.data !== undefined) return <RenewForm exception={answer.data.data} close={close} />;
  return answer.isError ? (
    <FailureNotice
      error={answer.error}
      what="The exception could not be read."
      retry={() => void answer.refetch()}
    />
  ) : (
    <Skeleton lines={4} label="Loading the exception …" />
  );
}

function RenewForm({
  exception,
  close,
}: {
  readonly exception: Exception;
  readonly close: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  // It was not there yet when the dialog opened and took the focus.
  useHeadFocus(place, { preferField: true });
  const { advisory, package: packageName, scope, reason, state } = exception;
  const about: ExceptionAbout = {
    ...(advisory === undefined ? {} : { advisory }),
    ...(packageName === undefined ? {} : { package: packageName }),
    scope,
  };
  return (
    <div ref={place} className="stack">
      <p className="muted small">
        {state === 'active'
          ? 'A new one with the same scope holds beside this one, which keeps its end.'
          : 'It has ended; a new one with the same scope begins.'}
      </p>
      <ExceptionForm about={about} isWhole reasonBefore={reason} close={close} />
    </div>
  );
}
