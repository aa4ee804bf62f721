// A dialog above the page, for as long as it is drawn.
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useOpenDialog } from './open-dialogs.ts';
import { Toasts } from './toasts.tsx';

export function Dialog({
  title,
  isWide = false,
  onClose,
  children,
}: {
  readonly title: string;
  /** For forms with columns. */
  readonly isWide?: boolean;
  readonly onClose: () => void;
  readonly children: (close: () => void) => ReactNode;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // Where the first button is the one that cannot be undone, another one is marked.
    dialog.current?.querySelector<HTMLElement>('[data-focus-first]')?.focus();
  }, []);
  useOpenDialog(id);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      data-wide={isWide}
      aria-labelledby={id}
      // React lets the end of a dialog that was opened above this one rise up here.
      onClose={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="panel-body stack">
        <h2 id={id}>{title}</h2>
        {children(() => dialog.current?.close())}
      </div>
      <Toasts dialog={id} />
    </dialog>
  );
}
