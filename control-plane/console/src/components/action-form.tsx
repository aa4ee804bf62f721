// A form of a dialog: it is sent once it is whole, says why when it was refused, and keeps what was typed.
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { FailureNotice } from './failure-notice.tsx';

export function ActionForm({
  action,
  submit,
  busy,
  failed,
  isWhole = true,
  besides,
  close,
  onSubmit,
  children,
}: {
  readonly action: { readonly error: Error | null; readonly isPending: boolean };
  /** What its button says, and says while it is done. */
  readonly submit: string;
  readonly busy: string;
  /** What did not happen when it was refused. */
  readonly failed: string;
  readonly isWhole?: boolean;
  /** Further buttons. */
  readonly besides?: ReactNode;
  readonly close: () => void;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}) {
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {action.error === null ? null : <FailureNotice error={action.error} what={failed} />}
      <div className="row">
        <Button
          type="submit"
          kind="primary"
          disabled={!isWhole}
          busy={action.isPending ? busy : undefined}
        >
          {submit}
        </Button>
        {besides}
        <Button onClick={close}>Cancel</Button>
      </div>
    </form>
  );
}
