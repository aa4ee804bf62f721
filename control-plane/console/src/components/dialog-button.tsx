// A button that opens a dialog. What is typed there is gone once it is closed.
import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

export function DialogButton({
  label,
  title,
  kind,
  size,
  disabled = false,
  describe,
  isWide = false,
  children,
}: {
  readonly label: string;
  readonly title: string;
  readonly kind?: 'primary' | 'quiet' | 'danger';
  readonly size?: 'small';
  readonly disabled?: boolean;
  /** For screen readers, where many buttons have the same label. */
  readonly describe?: string;
  /** For forms with columns. */
  readonly isWide?: boolean;
  readonly children: (close: () => void) => ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
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
        <Dialog title={title} isWide={isWide} onClose={() => setOpen(false)}>
          {children}
        </Dialog>
      ) : null}
    </>
  );
}
