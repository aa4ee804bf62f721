// A button for what cannot be undone: it asks once.
import { Button } from './button.tsx';
import { DialogButton } from './dialog-button.tsx';

export function ConfirmButton({
  label,
  title,
  note,
  describe,
  busy,
  onConfirm,
}: {
  readonly label: string;
  readonly title: string;
  /** What happens then. */
  readonly note: string;
  readonly describe: string;
  readonly busy: string | undefined;
  readonly onConfirm: (close: () => void) => void;
}) {
  return (
    <DialogButton label={label} title={title} size="small" describe={describe}>
      {(close) => (
        <>
          <p className="muted small">{note}</p>
          <div className="row">
            <Button kind="danger" busy={busy} onClick={() => onConfirm(close)}>
              {label}
            </Button>
            <Button data-focus-first onClick={close}>
              Keep it
            </Button>
          </div>
        </>
      )}
    </DialogButton>
  );
}
