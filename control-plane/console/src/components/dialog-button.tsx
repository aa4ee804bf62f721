// A button that opens a dialog. What is typed there is gone once it is closed.
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button } from './button.tsx';

export function DialogButton({
  label,
  title,
  kind,
  size,
  disabled = false,
  describe,
  children,
}: {
  readonly label: string;
  readonly title: string;
  readonly kind?: 'primary' | 'quiet' | 'danger';
  readonly size?: 'small';
  readonly disabled?: boolean;
  /** For screen readers, where many buttons have the same label. */
  readonly describe?: string;
  readonly children: (close: () => void) => ReactNode;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);
  return (
    <>
      <Button
        kind={kind}
        {...(size === undefined ? {} : { size })}
        disabled={disabled}
        aria-label={describe}
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>
      {isOpen ? (
        <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={() => setOpen(false)}>
          <div className="panel-body stack">
            <h2 id={id}>{title}</h2>
            {children(() => dialog.current?.close())}
          </div>
        </dialog>
      ) : null}
    </>
  );
}
